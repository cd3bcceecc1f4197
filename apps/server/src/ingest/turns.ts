import { LIMITS, VigieError } from "@vigie/protocol";
import { Shares } from "./shares.ts";

/**
 * Unpacking and parsing is CPU of the one thread, and what comes out is many times as large as what came in. So few are at it at
 * once, senders take turns, and no sender begins another while what it has parsed and is not yet stored is past its share.
 */
const AT_ONCE = 3;
/** Of one sender: while it works at two, another one's turn comes at once. */
const OF_ONE_SENDER = 2;
/** Who waited this long is told to come again, before it gives up by itself, milliseconds. */
const LONGEST_WAIT_MS = 4_000;

interface Waiting {
  since: number;
  begin: () => void;
  refuse: (error: VigieError) => void;
}

interface Turns {
  /** Resolves with what `work` makes of it, once the sender's turn came. Rejects with RATE_LIMITED or OVERLOADED when it did not come in time. */
  take<T>(sender: string, work: () => Promise<T>): Promise<T>;
  /** So much of the sender is parsed and not yet stored, bytes of JSON; what is called with is added. */
  parsed(sender: string, bytes: number): void;
}

export function createTurns(parsedBytes: number = LIMITS.parsedBytesInProgress): Turns {
  const parsed = new Shares(parsedBytes);
  /** Whose turn is next stands first. */
  const waiting = new Map<string, Waiting[]>();
  const running = new Map<string, number>();
  let atOnce = 0;
  let timer: NodeJS.Timeout | undefined;

  const mayBegin = (sender: string): boolean =>
    (running.get(sender) ?? 0) < OF_ONE_SENDER && parsed.free > 0 && parsed.hasRoom(sender, 0);

  function next(): void {
    for (const [sender, own] of waiting) {
      if (atOnce >= AT_ONCE) return;
      if (!mayBegin(sender)) continue;
      const first = own.shift();
      // To the end of the line, if there is more of it.
      waiting.delete(sender);
      if (own.length > 0) waiting.set(sender, own);
      first?.begin();
    }
  }

  function refuseLate(): void {
    const latest = performance.now() - LONGEST_WAIT_MS;
    for (const [sender, own] of waiting) {
      const held = own.length + (running.get(sender) ?? 0);
      while (own[0] !== undefined && own[0].since <= latest) own.shift()?.refuse(lateError(sender, held));
      if (own.length === 0) waiting.delete(sender);
    }
    if (waiting.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  }

  /** Behind its own: it sends too much. Alone: there is too much of all. */
  function lateError(sender: string, held: number): VigieError {
    if (held > 1 || parsed.heldBy(sender) > 0)
      return new VigieError("RATE_LIMITED", { held, share: OF_ONE_SENDER, unit: "batches", waitSeconds: 5 });
    return new VigieError("OVERLOADED", { pending: held });
  }

  return {
    async take(sender, work) {
      if (atOnce < AT_ONCE && !waiting.has(sender) && mayBegin(sender)) begin(sender);
      else await wait(sender);
      try {
        return await work();
      } finally {
        end(sender);
      }
    },
    parsed(sender, bytes) {
      parsed.take(sender, bytes);
      if (bytes < 0) next();
    },
  };

  function wait(sender: string): Promise<void> {
    timer ??= setInterval(refuseLate, 250).unref();
    return new Promise((done, refuse) => {
      const own = waiting.get(sender) ?? [];
      waiting.set(sender, own);
      const start = () => {
        begin(sender);
        done();
      };
      own.push({ since: performance.now(), begin: start, refuse });
    });
  }

  function begin(sender: string): void {
    atOnce++;
    running.set(sender, (running.get(sender) ?? 0) + 1);
  }

  function end(sender: string): void {
    atOnce--;
    const left = (running.get(sender) ?? 1) - 1;
    if (left === 0) running.delete(sender);
    else running.set(sender, left);
    next();
  }
}
