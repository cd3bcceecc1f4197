import { FULL_RETRY_SECONDS, type Room } from "@vigie/api";
import { type Batch, VigieError } from "@vigie/protocol";
import { readDatabaseBytes, type Store } from "@vigie/storage";
import { type DiskSpace, findDataFolders, readDiskSpace } from "./data-disk.ts";
import { roomOf } from "./room-state.ts";

/** Asking a disk costs microseconds; a service may write some hundred megabytes meanwhile, not more. */
const DISK_EVERY_MS = 2_000;
/** Postgres looks at every file of the database for it. */
const DATABASE_EVERY_MS = 10_000;
const FULL_DATABASE_EVERY_MS = 4_000;
/** Whether the folder of a Postgres that could not be seen can be seen now. */
const FIND_EVERY_MS = 60_000;
/** How often retention is brought forward while there is no room. */
const MAKE_ROOM_EVERY_MS = 60_000;
/** After Postgres refused for lack of space, one batch is let through so often, to see. */
const TRY_EVERY_MS = 5_000;

/** A sender waits as long as it was told, and somewhat longer; then it has to send what gathered. */
const SETTLED_AFTER_MS = 60_000;

export interface DiskGuard {
  /** As it was seen within the last seconds. */
  room(): Room;
  hasRoom(): boolean;
  /** There has been room for long enough that whoever waited has sent again: before, silence says nothing. */
  hasSettled(): boolean;
  /** The same way to store a batch, but without room it is not gone: then it rejects with STORE_FULL. */
  around<Given extends [Batch, ...unknown[]], Ack>(
    submit: (...given: Given) => Promise<Ack>,
  ): (...given: Given) => Promise<Ack>;
  stop(): Promise<void>;
}

export interface DiskGuardOptions {
  store: Store;
  databaseUrl: string;
  /** Default: by the size of the disk. */
  minFreeBytes: number | undefined;
  /** Default: no limit. */
  maxDatabaseBytes: number | undefined;
  /** Who is told of batches that are to be sent again, and how many follow logs live. */
  listener: { notCommitted(batches: readonly Batch[]): void; readers(): number };
  /** Drops what retention no longer keeps now rather than at its next time. Never rejects. */
  makeRoom: () => Promise<void>;
  now: () => number;
  report: (line: string) => void;
  /** Default 2 s. */
  everyMs?: number;
}

/** Stops what comes in before the disk is full, because Postgres would not survive that, and lets it go on when there is room. */
export async function startDiskGuard(options: DiskGuardOptions): Promise<DiskGuard> {
  const { store, databaseUrl, minFreeBytes, listener, makeRoom, now, report } = options;
  const databaseLimitBytes = options.maxDatabaseBytes ?? null;
  let folders: string[] | null = null;
  let disk: DiskSpace | null = null;
  let databaseBytes: number | null = null;
  let refused = false;
  let room: Room = { ...judge(false), since: new Date(now()).toISOString() };
  /** By `performance.now()`. */
  let settledAt = 0;
  const next = { find: 0, database: 0, makeRoom: 0, try: 0 };

  function judge(wasFull: boolean) {
    return roomOf({ disk, databaseBytes, databaseLimitBytes, refused, minFreeBytes, wasFull });
  }

  function settle(): void {
    const { state, since } = room;
    const seen = judge(state === "full");
    const isNew = seen.state !== state;
    room = { ...seen, since: isNew ? new Date(now()).toISOString() : since };
    if (!isNew) return;
    if (state === "full") settledAt = performance.now() + SETTLED_AFTER_MS;
    if (seen.state === "full") next.makeRoom = 0;
    if (seen.state !== "enough") report(`${seen.reason} ${seen.remedy}`);
    else report("There is room again.");
  }

  const isDue = (what: keyof typeof next, everyMs: number): boolean => {
    if (performance.now() < next[what]) return false;
    next[what] = performance.now() + everyMs;
    return true;
  };

  async function look(): Promise<void> {
    if (folders === null && isDue("find", FIND_EVERY_MS)) folders = await findDataFolders(store, databaseUrl);
    disk = folders === null ? null : await readDiskSpace(folders).catch(() => null);
    const isFull = room.state === "full";
    if (databaseLimitBytes !== null && isDue("database", isFull ? FULL_DATABASE_EVERY_MS : DATABASE_EVERY_MS))
      // While Postgres does not answer, its own state tells.
      databaseBytes = await readDatabaseBytes(store.sql).catch(() => databaseBytes);
    settle();
    if (room.state === "full" && isDue("makeRoom", MAKE_ROOM_EVERY_MS))
      making ??= bringForward().finally(() => {
        making = null;
      });
  }

  /** Not waited for: meanwhile the disk is looked at. */
  let making: Promise<void> | null = null;
  async function bringForward(): Promise<void> {
    await makeRoom();
    // Gives back what Postgres wrote ahead, half a gigabyte at most; where it may not, retention alone must do.
    if (folders !== null) await store.sql`CHECKPOINT`.catch(() => {});
  }

  let looking: Promise<void> | null = null;
  const tick = () => {
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  };
  await tick();
  const timer = setInterval(() => void tick(), options.everyMs ?? DISK_EVERY_MS);

  /** Whether a batch may be tried although Postgres refused the last: only a try shows that there is room again. */
  const mayTry = () => {
    if (room.state !== "full") return true;
    return refused && onlyRefused() && isDue("try", TRY_EVERY_MS);
  };
  const onlyRefused = () =>
    roomOf({ disk, databaseBytes, databaseLimitBytes, refused: false, minFreeBytes, wasFull: true }).state !== "full";
  const full = (cause?: unknown) =>
    new VigieError(
      "STORE_FULL",
      { reason: room.reason, waitSeconds: FULL_RETRY_SECONDS, readers: listener.readers() },
      cause,
    );

  return {
    room: () => room,
    hasRoom: () => room.state !== "full",
    hasSettled: () => room.state !== "full" && performance.now() >= settledAt,
    around:
      (submit) =>
      async (...given) => {
        if (!mayTry()) {
          listener.notCommitted([given[0]]);
          throw full();
        }
        try {
          const ack = await submit(...given);
          if (refused) {
            refused = false;
            settle();
          }
          return ack;
        } catch (error) {
          if (!isDiskFull(error)) throw error;
          refused = true;
          next.try = performance.now() + TRY_EVERY_MS;
          settle();
          throw full(error);
        }
      },
    async stop() {
      clearInterval(timer);
      await looking;
      await making;
    },
  };
}

/** SQLSTATE 53100, wherever in it: the transaction was rolled back. */
function isDiskFull(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if ("code" in at && at.code === "53100") return true;
  return false;
}
