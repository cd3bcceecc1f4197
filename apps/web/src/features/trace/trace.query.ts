import { queryOptions } from "@tanstack/react-query";
import { client, type LogLine, type LogSearchResult, type Trace, trpc } from "../../lib/trpc.ts";

/** What was kept of a trace does not change any more when it is this old. */
const SETTLED_MS = 10 * 60_000;

/** So many are read; of more, those from the end, and the console has all. */
const MOST_LOGS = 1_000;

/** Logs may come before the first request of a trace, where clocks differ, and long behind it, from what it set off. */
const LOGGED_BEFORE_MS = 10 * 60_000;
const LOGGED_BEHIND_MS = 60 * 60_000;

/** 32 hex digits; null for what is no trace id. */
export function traceIdOf(text: string): string | null {
  const id = text.trim().toLowerCase();
  return /^[0-9a-f]{32}$/.test(id) ? id : null;
}

export function traceOptions(traceId: string) {
  return {
    ...trpc.traces.get.queryOptions({ traceId }),
    enabled: ({ state }: { state: { data: Trace | undefined } }) => !isSettled(state.data),
  };
}

function isSettled(trace: Trace | undefined): boolean {
  return trace !== undefined && Date.now() - Date.parse(trace.time) - trace.durationMs > SETTLED_MS;
}

export interface TraceLogs {
  /** Oldest first. */
  lines: LogLine[];
  /** There are more than were read. */
  isCut: boolean;
}

/** The logs of a trace: the same that the console finds. */
export function traceLogsOptions(trace: Trace | undefined) {
  const settled = isSettled(trace);
  return queryOptions<TraceLogs>({
    queryKey: ["trace-logs", trace?.traceId],
    enabled: ({ state }) => trace !== undefined && logCountOf(trace) > 0 && !(settled && state.data !== undefined),
    queryFn: async ({ signal }) => (trace ? readLogs(trace, signal) : { lines: [], isCut: false }),
  });
}

export function logCountOf({ logCounts }: Trace): number {
  return Object.values(logCounts).reduce((sum, count) => sum + count, 0);
}

/** The stretch of time in which logs of a trace are looked for, as a period of the API. */
export function logPeriodOf({ time, durationMs }: Trace): { from: string; to: string } {
  const began = Date.parse(time);
  return {
    from: new Date(began - LOGGED_BEFORE_MS).toISOString(),
    to: new Date(began + durationMs + LOGGED_BEHIND_MS).toISOString(),
  };
}

async function readLogs(trace: Trace, signal: AbortSignal): Promise<TraceLogs> {
  const lines: LogLine[] = [];
  let before: LogSearchResult["next"] = null;
  do {
    const page: LogSearchResult = await client.logs.search.query(
      { query: `trace:${trace.traceId}`, period: logPeriodOf(trace), before, limit: 500 },
      { signal },
    );
    lines.push(...page.lines);
    before = page.next;
  } while (before !== null && lines.length < MOST_LOGS);
  return { lines: lines.reverse(), isCut: before !== null };
}
