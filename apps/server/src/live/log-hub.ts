import type { FedLog, LogFeed, LogReader } from "@vigie/api";
import type { Batch } from "@vigie/protocol";
import { type Committed, readLogPosition, readLogsById, type Store } from "@vigie/storage";
import type { Announcements } from "./announcements.ts";

/** Logs that are read at once from the store, of other servers or after a break. */
const CATCH_UP_LOGS = 5_000;
/** Unstored logs that are kept to be shown. */
const UNSTORED_LOGS = 500;
/** A batch that is not sent again for so long was given up by its sender, milliseconds. */
const UNSTORED_MS = 120_000;
/** While somebody reads, the store is looked at this often: a message of another server may be lost, and Postgres may have been away. */
const LOOK_EVERY_MS = 1_000;

/**
 * Brings logs to their readers in the order of their ids and without gaps: what this server commits from memory, what others commit
 * from the store. While nobody reads it only announces.
 */
export interface LogHub extends LogFeed {
  /** Postgres committed these batches. */
  committed(batches: readonly Batch[], results: readonly Committed[]): void;
  /** Postgres is away: these are to be sent again. */
  notCommitted(batches: readonly Batch[]): void;
  readers(): number;
}

export function createLogHub({
  store,
  announcements,
  now,
}: {
  store: Store;
  announcements: Announcements;
  now: () => number;
}): LogHub {
  const readers = new Set<LogReader>();
  /** Everything up to this id was told; null while nobody reads. */
  let position: number | null = null;
  /** By id of the batch. */
  const unstored = new Map<string, { logs: FedLog[]; atMs: number }>();
  let work = Promise.resolve();
  let look: NodeJS.Timeout | undefined;
  let isLooking = false;

  /** One after the other, so that readers are told in order. */
  function then<T>(step: () => Promise<T> | T): Promise<T> {
    const result = work.then(step);
    work = result.then(
      () => {},
      () => {},
    );
    return result;
  }

  function tell(logs: readonly FedLog[]): void {
    for (const reader of readers) reader.committed(logs);
  }

  async function catchUp(lastId: number): Promise<void> {
    while (position !== null && position < lastId) {
      const throughId = Math.min(lastId, position + CATCH_UP_LOGS);
      const logs = await readLogsById(store.sql, { afterId: position, throughId });
      if (position === null) return;
      position = throughId;
      if (logs.length > 0) tell(logs);
    }
  }

  /** Reads what was committed elsewhere. With Postgres away nothing happens: the next look makes up for it. */
  async function lookAtStore(): Promise<void> {
    if (position === null || isLooking) return;
    isLooking = true;
    await then(async () => catchUp(await readLogPosition(store.sql))).catch(() => {});
    isLooking = false;
  }

  announcements.onCommitted((lastId) => void then(() => catchUp(lastId)).catch(() => {}));
  announcements.onReconnected(() => void lookAtStore());

  function tellUnstored(): void {
    if (readers.size === 0) return;
    const logs = newestUnstored();
    for (const reader of readers) reader.unstored(logs);
  }

  function newestUnstored(): FedLog[] {
    for (const [id, { atMs }] of unstored) if (now() - atMs > UNSTORED_MS) unstored.delete(id);
    return [...unstored.values()].flatMap(({ logs }) => logs).slice(-UNSTORED_LOGS);
  }

  return {
    committed(batches, results) {
      let wasUnstored = false;
      let lastId = 0;
      for (const [i, batch] of batches.entries()) {
        if (unstored.delete(batch.id)) wasUnstored = true;
        const { duplicate, firstLogId } = results[i] ?? { duplicate: true, firstLogId: 0 };
        if (duplicate || batch.logs.length === 0) continue;
        lastId = firstLogId + batch.logs.length - 1;
        if (position !== null) void then(() => pass(batch, firstLogId)).catch(() => {});
      }
      if (lastId > 0) announcements.announce(lastId);
      if (wasUnstored) void then(tellUnstored);
    },

    notCommitted(batches) {
      let isNew = false;
      for (const batch of batches) {
        if (batch.logs.length === 0) continue;
        isNew ||= !unstored.has(batch.id);
        const logs = fed(batch, null).slice(-UNSTORED_LOGS);
        unstored.set(batch.id, { logs, atMs: now() });
      }
      // What waits is bounded by what is shown, whatever is sent.
      for (const id of unstored.keys()) {
        if (unstored.size <= UNSTORED_LOGS) break;
        unstored.delete(id);
      }
      if (isNew) tellUnstored();
    },

    readers: () => readers.size,

    read(reader) {
      return then(async () => {
        position ??= await readLogPosition(store.sql);
        readers.add(reader);
        look ??= setInterval(() => void lookAtStore(), LOOK_EVERY_MS).unref();
        const waiting = newestUnstored();
        if (waiting.length > 0) reader.unstored(waiting);
        return {
          position,
          stop: () => {
            readers.delete(reader);
            if (readers.size > 0) return;
            position = null;
            clearInterval(look);
            look = undefined;
          },
        };
      });
    },
  };

  async function pass(batch: Batch, firstId: number): Promise<void> {
    if (position === null) return;
    const lastId = firstId + batch.logs.length - 1;
    // Another server's commit came between; or it was read from the store by then.
    if (firstId > position + 1) await catchUp(firstId - 1);
    if (position === null || lastId <= position) return;
    const from = position;
    position = lastId;
    tell(fed(batch, firstId).filter(({ id }) => id !== null && id > from));
  }
}

/** The logs of a batch as the store would give them. */
function fed({ resource, logs }: Batch, firstId: number | null): FedLog[] {
  return logs.map((log, i) => ({
    id: firstId === null ? null : firstId + i,
    time: new Date(log.time).toISOString(),
    level: log.level,
    message: log.message,
    cutCharacters: log.cut,
    service: resource.service,
    instance: resource.instance,
    release: resource.release ?? "",
    environment: resource.environment ?? "",
    traceId: log.traceId ?? null,
    method: log.method ?? null,
    route: log.route ?? null,
    attributes: log.attributes ?? {},
    errors: log.errors ?? [],
  }));
}
