import { type Batch, type BatchAck, VigieError } from "@vigie/protocol";
import {
  type Committed,
  commitBatches,
  isBatchStored,
  isPassingProblem,
  OWN_SERVICE,
  problemOf,
  type Store,
} from "@vigie/storage";
import { CommitQueue, type Waiting } from "./commit-queue.ts";

/**
 * A batch that is not committed this long after it came is answered STORE_UNAVAILABLE, before its sender gives up (the SDK after
 * 10 s). Should the commit still come through, the batch is a duplicate next time.
 */
const COMMIT_TIMEOUT_MS = 8_000;

interface Submitted extends Waiting {
  /** When it came, by `performance.now()`. */
  since: number;
  done: (ack: BatchAck) => void;
  fail: (error: unknown) => void;
}

/**
 * Commits what arrives in groups: while one transaction runs, the next group gathers. A batch is acknowledged after Postgres
 * committed it, so that one commit is waited for by many senders.
 */
export interface CommitGroup {
  /**
   * Resolves when the batch is stored. Rejects with STORE_UNAVAILABLE; then it may be sent again. BATCH_INVALID and SERVICE_LIMIT are for ever.
   * Who calls this bounds how many wait, as createAdmission does. `from`: whose batch it is, Vigie's own without it.
   */
  submit(batch: Batch, from?: { sender: string; since: number }): Promise<BatchAck>;
  /** Whether a batch with this id was stored, once a transaction that may store it has ended. Rejects with STORE_UNAVAILABLE. */
  isStored(id: string): Promise<boolean>;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
}

/** Who wants to know what became of batches. Called synchronously; never throws. */
export interface CommitListener {
  committed(batches: readonly Batch[], results: readonly Committed[]): void;
  /** They were not stored now, and are to be sent again. */
  notCommitted(batches: readonly Batch[]): void;
  /** How many follow logs live. */
  readers(): number;
}

export function createCommitGroup(store: Store, now: () => number, listener: CommitListener): CommitGroup {
  const waiting = new CommitQueue<Submitted>();
  let running: Promise<void> | null = null;

  async function work(): Promise<void> {
    while (!waiting.isEmpty) await commit(waiting.takeGroup());
    running = null;
  }

  async function commit(group: Submitted[]): Promise<void> {
    const batches = group.map(({ batch }) => batch);
    try {
      const oldest = Math.min(...group.map(({ since }) => since));
      const leftMs = COMMIT_TIMEOUT_MS - (performance.now() - oldest);
      if (leftMs <= 0) throw new CommitTimeout();
      const results = await withTimeout(commitBatches(store, batches, now()), leftMs);
      const serverTime = now();
      for (const [i, { batch, done }] of group.entries()) {
        done({ id: batch.id, duplicate: results[i]?.duplicate ?? false, serverTime, readers: listener.readers() });
      }
      listener.committed(batches, results);
    } catch (cause) {
      // One batch that Postgres will not take must not fail the others that came with it.
      if (group.length > 1 && !(cause instanceof CommitTimeout) && !isPassingProblem(cause)) {
        for (const one of group) await commit([one]);
        return;
      }
      const error = errorOf(cause);
      for (const { fail } of group) fail(error);
      if (error.code === "STORE_UNAVAILABLE") listener.notCommitted(batches);
    }
  }

  function errorOf(cause: unknown): VigieError {
    if (cause instanceof VigieError) return cause;
    const problem = problemOf(cause);
    // A value that is refused today is refused tomorrow: "try again" would hold up all that the sender has after it.
    return isRefusedValue(cause)
      ? new VigieError("BATCH_INVALID", { path: "(the whole)", problem }, cause)
      : new VigieError("STORE_UNAVAILABLE", { problem, readers: listener.readers() }, cause);
  }

  return {
    async submit(batch, { sender, since } = { sender: OWN_SERVICE, since: performance.now() }) {
      try {
        // Alone: in a group it would fail with all the others, each of which would then be tried by itself.
        await withTimeout(store.dimensions.requireService(batch.resource.service), COMMIT_TIMEOUT_MS);
      } catch (cause) {
        const error = errorOf(cause);
        if (error.code === "STORE_UNAVAILABLE") listener.notCommitted([batch]);
        throw error;
      }
      return new Promise((done, fail) => {
        waiting.add({ batch, sender, since, done, fail });
        running ??= Promise.resolve().then(work);
      });
    },
    async isStored(id) {
      try {
        return await withTimeout(isBatchStored(store, id), COMMIT_TIMEOUT_MS);
      } catch (cause) {
        throw new VigieError("STORE_UNAVAILABLE", { problem: problemOf(cause), readers: listener.readers() }, cause);
      }
    },
    async idle() {
      while (running) await running;
    },
  };
}

/** SQLSTATE classes 22, data exception, and 54, past what Postgres can do at all; or bytes of which no histogram can be read. */
function isRefusedValue(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  return error instanceof Error && "code" in error && /^(22|54)[0-9A-Z]{3}$/.test(String(error.code));
}

class CommitTimeout extends Error {
  constructor() {
    super(`no commit within ${COMMIT_TIMEOUT_MS / 1000} s`);
  }
}

async function withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, fail) => {
        timer = setTimeout(() => fail(new CommitTimeout()), ms);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
