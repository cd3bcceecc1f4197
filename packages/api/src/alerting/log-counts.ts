import { OWN_SERVICE, type Period, type Store } from "@vigie/storage";
import { logCondition, resolveLogSearch } from "../search/log-conditions.ts";

export interface LogCounts {
  query: string;
  /** Those of Vigie itself instead of those of all services. */
  isOfVigie: boolean;
  period: Period;
  nowMs: number;
  /** Default 2 s: a rule must not hold up the others. */
  timeoutMs?: number;
}

/** Logs that match a search, by id of their service. Throws SEARCH_INVALID, and QUERY_CANCELED of Postgres when it takes too long. */
export async function countLogsByService(store: Store, counts: LogCounts): Promise<ReadonlyMap<number, number>> {
  const rows = await countLogs(store, { ...counts, stepSeconds: null });
  return new Map(rows.map(({ serviceId, count }) => [serviceId, count]));
}

/** The same by window, of one service: starts in seconds. */
export async function countLogsByWindow(
  store: Store,
  { stepSeconds, ...counts }: LogCounts & { stepSeconds: number },
): Promise<ReadonlyMap<number, ReadonlyMap<number, number>>> {
  const byService = new Map<number, Map<number, number>>();
  for (const { serviceId, start, count } of await countLogs(store, { ...counts, stepSeconds })) {
    const windows = byService.get(serviceId) ?? new Map<number, number>();
    byService.set(serviceId, windows.set(start, count));
  }
  return byService;
}

interface Row {
  serviceId: number;
  start: number;
  count: number;
}

async function countLogs(
  store: Store,
  { query, isOfVigie, period, nowMs, stepSeconds, timeoutMs = 2_000 }: LogCounts & { stepSeconds: number | null },
): Promise<Row[]> {
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
  const [from, to] = [iso(period.fromSeconds), iso(period.toSeconds)];
  const service = isOfVigie ? OWN_SERVICE : undefined;
  const search = await resolveLogSearch({ store, now: () => nowMs }, { query, service, period: { from, to } });
  const condition = logCondition(store.searches, search);
  return store.searches.begin(async (tx) => {
    await tx`SELECT set_config('statement_timeout', ${String(timeoutMs)}, true)`;
    const start =
      stepSeconds === null
        ? tx`0::float8`
        : tx`(floor(extract(epoch FROM time) / ${stepSeconds}::int) * ${stepSeconds}::int)::float8`;
    return tx<Row[]>`
      SELECT service_id::float8 AS "serviceId", ${start} AS start, count(*)::float8 AS count FROM logs
      WHERE time >= ${from}::timestamptz AND time < ${to}::timestamptz AND ${condition}
      GROUP BY 1, 2`;
  }) as Promise<Row[]>;
}
