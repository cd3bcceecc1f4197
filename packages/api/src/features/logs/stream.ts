import { setTimeout as sleep } from "node:timers/promises";
import { tracked } from "@trpc/server";
import { OWN_SERVICE } from "@vigie/storage";
import type { FedLog, LogReader } from "../../log-feed.ts";
import { logCondition, resolveLogSearch } from "../../search/log-conditions.ts";
import { createMatcher } from "../../search/match.ts";
import { parseSearch } from "../../search/parse.ts";
import type { ApiContext } from "../../trpc.ts";
import { readCommitted } from "./query.ts";
import { findLogs, marked } from "./search.ts";
import type { LogEvent } from "./shapes.ts";

/** Matches that wait for a reader; what is more it has missed. */
const WAITING_LOGS = 5_000;
/** In one event of those that are read from the store. */
const EVENT_LOGS = 1_000;
/** Between events, milliseconds: one for each line would be more than a browser can take. */
const EVENT_MS = 50;
/** A reader to whom nothing matches learns this often how far it is, so that it does not go back far. */
const POSITION_MS = 10_000;
/** Ids that are searched at once after a break. */
const RESUMED_IDS = 20_000;
/** A reader that was away for longer than so many logs goes on from there, and is told. */
const RESUMED_AT_MOST = 200_000;
/** "The last ones" are looked for in this time. */
const LAST_PERIOD = "24h";

export interface LogStreamInput {
  service?: string | undefined;
  query: string;
  last: number;
  lastEventId?: string | null | undefined;
}

/**
 * First the last matches, or what was committed since the event that the reader saw last; then what comes. Between the two is neither
 * a gap nor a repetition: the feed is read from before the store is asked. Throws SEARCH_INVALID, SEARCH_NOT_LIVE or SERVICE_UNKNOWN.
 */
export async function* streamLogs(ctx: ApiContext, input: LogStreamInput, signal: AbortSignal | undefined) {
  const matches = createMatcher(parseSearch(input.query));
  const of = await resolveLogSearch(ctx, { ...input, period: LAST_PERIOD });
  const waiting = new Waiting((log) => isOfService(log, input.service) && matches(log));
  const { position, stop } = await ctx.logFeed.read(waiting);
  try {
    let at = position;
    const event = (part: Partial<LogEvent>) => tracked<LogEvent>(String(at), { lines: [], missed: 0, ...part });

    const resumeId = Number(input.lastEventId ?? Number.NaN);
    if (Number.isSafeInteger(resumeId) && resumeId >= 0) {
      const condition = logCondition(ctx.store.searches, of);
      // What was committed last is what is looked for, after a database was replaced as well.
      at = Math.max(Math.min(resumeId, position), position - RESUMED_AT_MOST);
      let missed = Math.max(0, position - RESUMED_AT_MOST - resumeId);
      while (at < position && !signal?.aborted) {
        const throughId = Math.min(position, at + RESUMED_IDS);
        const logs = await readCommitted(ctx.store, { afterId: at, throughId, condition });
        for (let from = 0; from < logs.length; from += EVENT_LOGS) {
          const part = logs.slice(from, from + EVENT_LOGS);
          at = part.at(-1)?.id ?? at;
          yield event({ lines: part.map((log) => marked(log, of.search)), missed });
          missed = 0;
        }
        at = throughId;
      }
    } else {
      // Also when none is asked for: a reader that is cut off before the first line knows where it was.
      const { lines } = input.last > 0 ? await findLogs(ctx, { ...of, limit: input.last, signal }) : { lines: [] };
      const known = lines.filter((line) => line.id <= position).reverse();
      yield event({ lines: known.map((log) => marked(log, of.search)) });
    }

    let toldAt = performance.now();
    while (!signal?.aborted) {
      await waiting.something(signal, POSITION_MS - (performance.now() - toldAt));
      if (signal?.aborted) return;
      // All of it: what comes faster than an event can take is then missed only by who truly does not read.
      const { logs, missed, unstored, through } = waiting.take(WAITING_LOGS);
      const before = at;
      if (through !== null) at = Math.max(at, through);
      toldAt = performance.now();
      if (logs.length === 0 && missed === 0 && unstored === undefined && at === before) continue;
      yield event({
        lines: logs.map((log) => marked(log, of.search)),
        missed,
        ...(unstored && { unstored: unstored.map((log) => marked(log, of.search)) }),
      });
      await sleep(EVENT_MS, undefined, signal ? { signal } : {}).catch(() => {});
    }
  } finally {
    stop();
  }
}

function isOfService({ service }: FedLog, wanted: string | undefined): boolean {
  return wanted === undefined ? service !== OWN_SERVICE : service === wanted;
}

/** What the feed told and the reader has not taken yet: bounded, whatever the reader does. */
class Waiting implements LogReader {
  readonly #matches: (log: FedLog) => boolean;
  #logs: FedLog[] = [];
  #missed = 0;
  #unstored: FedLog[] | undefined;
  /** Everything up to this id was looked at. */
  #through: number | null = null;
  #wake: (() => void) | undefined;

  constructor(matches: (log: FedLog) => boolean) {
    this.#matches = matches;
  }

  committed(logs: readonly FedLog[]): void {
    for (const log of logs) if (this.#matches(log)) this.#logs.push(log);
    this.#through = logs.at(-1)?.id ?? this.#through;
    const tooMany = this.#logs.length - WAITING_LOGS;
    if (tooMany > 0) {
      this.#logs.splice(0, tooMany);
      this.#missed += tooMany;
    }
    if (this.#logs.length > 0) this.#wake?.();
  }

  unstored(logs: readonly FedLog[]): void {
    this.#unstored = logs.filter(this.#matches);
    this.#wake?.();
  }

  /** Resolves when there is something to take, or after `ms`. */
  async something(signal: AbortSignal | undefined, ms: number): Promise<void> {
    if (this.#logs.length > 0 || this.#unstored !== undefined || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, Math.max(0, ms));
      const wake = done;
      function done() {
        clearTimeout(timer);
        signal?.removeEventListener("abort", wake);
        resolve();
      }
      this.#wake = wake;
      signal?.addEventListener("abort", wake, { once: true });
    });
    this.#wake = undefined;
  }

  /** The oldest `limit`. `through`: everything up to this id was looked at and is taken. */
  take(limit: number): { logs: FedLog[]; missed: number; unstored: FedLog[] | undefined; through: number | null } {
    const logs = this.#logs.splice(0, limit);
    const taken = {
      logs,
      missed: this.#missed,
      unstored: this.#unstored,
      through: this.#logs.length === 0 ? this.#through : (logs.at(-1)?.id ?? null),
    };
    this.#missed = 0;
    this.#unstored = undefined;
    return taken;
  }
}
