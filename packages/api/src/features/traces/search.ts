import { findInstances, type KnownInstance, type PerWait } from "@vigie/storage";
import { isoTime } from "../../period.ts";
import { hintsOf } from "../../search/hints.ts";
import { parseSearch } from "../../search/parse.ts";
import type { Search } from "../../search/search.ts";
import { coverageOf, resolveSelection, type Selection, type SelectionInput } from "../../selection.ts";
import { type TimeParts, timeParts } from "../../time-parts.ts";
import type { ApiContext } from "../../trpc.ts";
import { requestCondition } from "./conditions.ts";
import { countRequests, type RequestRow, readRequests } from "./query.ts";
import type { TraceCursor, TraceScatter, TraceSearchResult } from "./shapes.ts";

/** The newest are given out after about this long, the slowest only with all of the period, which may take longer; milliseconds. */
const CALL_MS = { newest: 1_000, slowest: 3_000 } as const;
/** What is read first of a period; the next part is twice as long. */
const FIRST_SECONDS = 600;
const DAY_SECONDS = 86_400;

interface TraceSearch {
  selection: Selection;
  instances: readonly KnownInstance[];
  search: Search;
}

async function resolveTraceSearch(
  ctx: ApiContext,
  { query, ...input }: SelectionInput & { query: string },
): Promise<TraceSearch> {
  const search = parseSearch(query);
  const selection = await resolveSelection(ctx, input, "requests");
  const serviceIds = selection.services.map(({ id }) => id);
  const instances = selection.instances ?? (await findInstances(ctx.store, { serviceIds }));
  return { selection, instances, search };
}

export interface TraceSearchInput extends SelectionInput {
  query: string;
  sort: "newest" | "slowest";
  after?: TraceCursor | null | undefined;
  limit: number;
}

/** Throws SEARCH_INVALID and what `resolveSelection` throws. */
export async function searchTraces(
  ctx: ApiContext,
  { sort, after = null, limit, ...input }: TraceSearchInput,
  signal: AbortSignal | undefined,
): Promise<TraceSearchResult> {
  const startedAt = performance.now();
  const found = await resolveTraceSearch(ctx, input);
  const { period } = found.selection;
  const condition = requestCondition(ctx.store.searches, found);
  const isNewest = sort === "newest";
  const hasTime = () => performance.now() - startedAt < CALL_MS[sort];

  let rows: RequestRow[] = [];
  // A request that began in the same millisecond as the last one is still to come.
  let to = isNewest && after ? Math.min(period.toSeconds, Date.parse(after.time) / 1000 + 0.001) : period.toSeconds;
  let seconds = isNewest ? FIRST_SECONDS : DAY_SECONDS;
  while (to > period.fromSeconds && hasTime() && !(isNewest && rows.length >= limit)) {
    const from = Math.max(period.fromSeconds, to - seconds);
    const part = { from: isoTime(from), to: isoTime(to), condition, sort, after, signal };
    rows.push(...(await readRequests(ctx.store, { ...part, limit: isNewest ? limit - rows.length : limit })));
    to = from;
    seconds *= isNewest ? 2 : 1;
  }
  if (!isNewest) rows = rows.sort((a, b) => b.durationMs - a.durationMs || (a.id < b.id ? 1 : -1)).slice(0, limit);

  const isWhole = to <= period.fromSeconds;
  const last = rows.at(-1);
  const hasMore = rows.length >= limit && last !== undefined;
  const length = period.toSeconds - period.fromSeconds;
  return {
    requests: rows.map((row) => toRequest(row)),
    next: hasMore
      ? { time: last.time, id: last.id, durationMs: last.durationMs }
      : isWhole || !isNewest
        ? null
        : { time: isoTime(to), id: FIRST_UUID, durationMs: 0 },
    share: isWhole ? 1 : (period.toSeconds - to) / length,
    done: isWhole && !hasMore,
    hints: hintsOf(found.search, input.query),
    coverage: await coverageOf(ctx, found.selection),
  };
}

/** What begins in the very moment up to which was searched was found already. */
const FIRST_UUID = "00000000-0000-0000-0000-000000000000";

/** A fair sample where there are more than `limit`: ids are random, so those that begin low are one. */
export async function scatterTraces(
  ctx: ApiContext,
  { limit, ...input }: SelectionInput & { query: string; limit: number },
  signal: AbortSignal | undefined,
): Promise<TraceScatter> {
  const found = await resolveTraceSearch(ctx, input);
  const sql = ctx.store.searches;
  const { period } = found.selection;
  const condition = requestCondition(sql, found);
  const range = { from: isoTime(period.fromSeconds), to: isoTime(period.toSeconds), signal };
  const count = await countRequests(ctx.store, { ...range, condition });
  const share = Math.floor((limit / Math.max(count, 1)) * 0xffff_ffff);
  const sampled =
    count <= limit
      ? condition
      : sql`${condition} AND id < ${`${share.toString(16).padStart(8, "0")}-0000-0000-0000-000000000000`}::uuid`;
  const rows = await readRequests(ctx.store, { ...range, condition: sampled, sort: "newest", after: null, limit });
  return {
    points: rows.map(({ time, durationMs, status, traceId, method, route, service }) => ({
      time,
      durationMs,
      status,
      traceId,
      method,
      route,
      service,
    })),
    leftOut: Math.max(0, count - rows.length),
  };
}

type Waited = "poolMs" | "sqlMs" | "cacheMs" | "httpMs";

export function toRequest<R extends Pick<RequestRow, Waited | "durationMs">>(
  request: R,
): Omit<R, Waited> & { parts: TimeParts } {
  const { poolMs, sqlMs, cacheMs, httpMs, ...row } = request;
  const waitMs: PerWait = [poolMs, sqlMs, cacheMs, httpMs];
  return { ...row, parts: timeParts({ sumMs: row.durationMs, waitMs, waitCount: null }) };
}
