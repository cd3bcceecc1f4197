import { VigieError } from "@vigie/protocol";
import type { ApiContext } from "./trpc.ts";

/** Whether there is room to store more, as this server saw it within the last seconds. */
export interface Room {
  /** `low`: still everything is stored. `full`: nothing new is, until there is room again. */
  state: "enough" | "low" | "full";
  /** ISO 8601: since when. */
  since: string;
  /** In words, a sentence each; empty while there is enough. */
  reason: string;
  remedy: string;
  /** Of the disk that Postgres writes to; null where it is out of sight. Below `minFreeBytes` nothing new is stored. */
  disk: { freeBytes: number; totalBytes: number; minFreeBytes: number } | null;
  /** What the database may come to; null without a limit. */
  databaseLimitBytes: number | null;
}

/** What a sender is told while there is no room, seconds: being told no costs little, and it goes on soon after there is room. */
export const FULL_RETRY_SECONDS = 1;

/** Throws STORE_FULL while nothing new is stored. */
export function requireRoom({ room }: Pick<ApiContext, "room">): void {
  const { state, reason } = room();
  if (state === "full") throw new VigieError("STORE_FULL", { reason, waitSeconds: FULL_RETRY_SECONDS });
}
