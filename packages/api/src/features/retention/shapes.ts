import type { RetentionDays, RetentionKind, StoredKind } from "@vigie/storage";
import type { Room } from "../../room.ts";

/** How long one kind of data is kept, and what it takes. */
export interface KindKept {
  kind: StoredKind;
  label: string;
  /** What it is, in a few words. */
  holds: string;
  /** Of all its tables with their indexes. */
  bytes: number;
  estimatedRows: number;
  /** ISO 8601; null when there is nothing. */
  oldest: string | null;
  /** Measured over whole days; null where it is not known. */
  growthBytesPerDay: number | null;
  /** What it comes to, at most, with this growth and this retention. */
  levelsOffAtBytes: number | null;
  /** In words, why neither is known. */
  unknown: string | null;
  /** Whole days; null for what nobody sets. */
  days: number | null;
  defaultDays: number | null;
  /** In words: `7 days`, `for ever`. */
  keptFor: string;
}

export interface RetentionReport {
  kinds: KindKept[];
  /** To be given to `set`, so that two people do not undo each other. */
  version: number;
  limits: { leastDays: number; mostDays: number };
  /** Of the whole database, with the catalogue and what others keep in it. */
  databaseBytes: number;
  room: Room;
  generatedAt: string;
}

/** What would be deleted within a minute. */
export interface Expiring {
  kind: RetentionKind;
  label: string;
  /** From the oldest that there is to here: ISO 8601. */
  oldest: string;
  before: string;
  bytes: number;
}

export type { RetentionDays, RetentionKind, Room, StoredKind };
