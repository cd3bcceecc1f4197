import type { Room } from "@vigie/api";
import type { DiskSpace } from "./data-disk.ts";

/**
 * What Postgres needs to live: its write-ahead log grows by up to half a gigabyte between two checkpoints, and it ends when it cannot write it. Two
 * hundredths of a large disk, of a small one a quarter at most.
 */
const LEAST_FREE_BYTES = 500e6;
const MOST_FREE_BYTES = 5e9;
const FREE_RATIO = 0.02;
const SMALL_DISK_RATIO = 0.25;
/** So much more must be free before it goes on, so that it does not stop again at once. */
const GO_ON_FACTOR = 1.25;
/** Below it somebody is told while there is time. */
const LOW_RATIO = 0.1;
const LOW_FACTOR = 2;
/** Of the limit of the database: it goes on below the first, and is nearly full from the second on. */
const GO_ON_LIMIT_RATIO = 0.95;
const LOW_LIMIT_RATIO = 0.9;

export interface RoomSeen {
  /** Null where it is out of sight. */
  disk: DiskSpace | null;
  /** Null without a limit, or while it cannot be asked. */
  databaseBytes: number | null;
  databaseLimitBytes: number | null;
  /** Postgres said that its disk is full, and stored nothing since. */
  refused: boolean;
  /** Default: by the size of the disk. */
  minFreeBytes: number | undefined;
  /** What was stopped stays so for a little longer. */
  wasFull: boolean;
}

const REMEDY =
  "Make room, or keep data for fewer days (Settings, Data). It goes on by itself; services keep what they can until then.";

/** How it stands, in words. */
export function roomOf(seen: RoomSeen): Omit<Room, "since"> {
  const { disk, databaseBytes, databaseLimitBytes, refused, wasFull } = seen;
  const minFreeBytes = disk === null ? 0 : (seen.minFreeBytes ?? minFreeOf(disk.totalBytes));
  const told = { disk: disk && { ...disk, minFreeBytes }, databaseLimitBytes };
  const full = (reason: string) => ({ ...told, state: "full" as const, reason, remedy: REMEDY });
  const low = (reason: string, remedy: string) => ({ ...told, state: "low" as const, reason, remedy });

  if (disk !== null && disk.freeBytes < minFreeBytes * (wasFull ? GO_ON_FACTOR : 1))
    return full(
      `The disk of Postgres has ${bytesText(disk.freeBytes)} free, and Postgres needs ${bytesText(minFreeBytes)} to live.`,
    );
  if (databaseBytes !== null && databaseLimitBytes !== null) {
    if (databaseBytes >= databaseLimitBytes * (wasFull ? GO_ON_LIMIT_RATIO : 1))
      return full(
        `The database has ${bytesText(databaseBytes)}, and VIGIE_MAX_DATABASE_BYTES allows ${bytesText(databaseLimitBytes)}.`,
      );
  }
  if (refused) return full("Postgres says that its disk is full.");
  if (disk !== null && disk.freeBytes < Math.max(disk.totalBytes * LOW_RATIO, minFreeBytes * LOW_FACTOR))
    return low(
      `The disk of Postgres is nearly full: ${bytesText(disk.freeBytes)} of ${bytesText(disk.totalBytes)} are free.`,
      `Below ${bytesText(minFreeBytes)} nothing new is stored: make room, or keep data for fewer days (Settings, Data).`,
    );
  if (databaseBytes !== null && databaseLimitBytes !== null && databaseBytes > databaseLimitBytes * LOW_LIMIT_RATIO)
    return low(
      `The database has ${bytesText(databaseBytes)} of the ${bytesText(databaseLimitBytes)} that VIGIE_MAX_DATABASE_BYTES allows.`,
      "At that nothing new is stored: keep data for fewer days (Settings, Data), or allow more.",
    );
  return { ...told, state: "enough", reason: "", remedy: "" };
}

function minFreeOf(totalBytes: number): number {
  const wanted = Math.min(Math.max(totalBytes * FREE_RATIO, LEAST_FREE_BYTES), MOST_FREE_BYTES);
  return Math.min(wanted, totalBytes * SMALL_DISK_RATIO);
}

function bytesText(bytes: number): string {
  const [size, unit] = bytes < 999.5e6 ? [bytes / 1e6, "MB"] : [bytes / 1e9, "GB"];
  return `${Number(size.toPrecision(3))} ${unit}`;
}
