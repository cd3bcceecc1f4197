import { setTimeout as wait } from "node:timers/promises";
import { type Caller, keyHash, SCOPES } from "@vigie/api";
import { VigieError } from "@vigie/protocol";
import {
  type ActiveKey,
  isConnectionProblem,
  noteKeysUsed,
  problemOf,
  readActiveKeys,
  type Store,
} from "@vigie/storage";

/** How long what the database said of all keys counts here: a key that was revoked elsewhere works no longer than this. */
const REMEMBERED_MS = 5_000;
/** How long a call waits for them while Postgres does not answer. */
const PATIENCE_MS = 1_000;
/** An unknown key may have been made elsewhere; but whoever sends wrong ones is not to make us ask each time. */
const ASK_AGAIN_MS = 1_000;
/** "Last used" is written this often. */
const NOTE_EVERY_MS = 60_000;
const KEY = /^vg[ir]_[\w-]{43}$/;

/** All keys that work, in memory: a batch is not to wait for the database before it is known who sends it. */
export interface KeyRing {
  /** Null: no key of ours. Throws STORE_UNAVAILABLE when none could ever be read. */
  find: (key: string, address: string) => Promise<Caller | null>;
  forget: () => void;
  stop: () => Promise<void>;
}

export interface KeyRingOptions {
  store: Store;
  now: () => number;
}

export function createKeyRing({ store, now }: KeyRingOptions): KeyRing {
  let keys: Map<string, ActiveKey> | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;
  const used = new Set<number>();
  /** Noted since this server started. */
  const seen = new Set<number>();
  let noting: Promise<void> = Promise.resolve();

  const read = (): Promise<void> => {
    reading ??= readActiveKeys(store.sql)
      .then((rows) => {
        keys = new Map(rows.map((row) => [row.hash, row]));
        readAtMs = now();
      })
      .catch((cause: unknown) => {
        // Those that are known go on working: while Postgres is away a sender is to hear that, not that its key is wrong.
        if (keys !== undefined) return;
        if (isConnectionProblem(cause)) throw new VigieError("STORE_UNAVAILABLE", { problem: problemOf(cause) }, cause);
        throw cause;
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };

  const note = (): void => {
    if (used.size === 0) return;
    const ids = [...used];
    used.clear();
    // Nobody waits for it, and the next minute says it again.
    noting = noteKeysUsed(store.sql, ids, now()).catch(() => {});
  };
  const timer = setInterval(note, NOTE_EVERY_MS);
  timer.unref();

  return {
    async find(key, address) {
      if (!KEY.test(key)) return null;
      const ageMs = Math.abs(now() - readAtMs);
      if (keys === undefined || ageMs === Number.POSITIVE_INFINITY) await read();
      // Seconds too old: those who come meanwhile go on with what is known. Older than that, it is asked first, if it can be had.
      else if (ageMs > 2 * REMEMBERED_MS) await Promise.race([read(), wait(PATIENCE_MS)]);
      else if (ageMs > REMEMBERED_MS) void read();
      const hash = keyHash(key);
      if (!keys?.has(hash) && now() - readAtMs > ASK_AGAIN_MS) await read();
      const found = keys?.get(hash);
      if (found === undefined) return null;
      used.add(found.id);
      // Whoever just made a key wants to see that it works: only what is used again waits for the minute.
      if (!seen.has(found.id)) {
        seen.add(found.id);
        note();
      }
      return {
        kind: "key",
        id: String(found.id),
        name: found.name,
        role: found.kind === "ingest" ? "ingest" : "viewer",
        scopes: SCOPES.filter((scope) => found.scopes.includes(scope)),
        service: found.service,
        sessionId: null,
        address,
      };
    },
    forget() {
      readAtMs = Number.NEGATIVE_INFINITY;
    },
    async stop() {
      clearInterval(timer);
      note();
      await noting;
    },
  };
}
