import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Sql } from "postgres";
import { SERVICE } from "./load.ts";
import type { EndpointShape, Traffic, Unit } from "./traffic.ts";

/** What the query of either design answers about one endpoint. */
export interface EndpointRow {
  /** `GET /route` */
  endpoint: string;
  requestCount: number;
  avgMs: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  clientErrorCount: number;
  serverErrorCount: number;
}

/** Memory that a sort may take before it goes to disk; the first is what Postgres has by default. */
export const WORK_MEM = ["4MB", "256MB"] as const;
export type WorkMem = (typeof WORK_MEM)[number];

/** One row per request, with everything that a rollup knows about it as well. */
export async function createClassic(sql: Sql): Promise<void> {
  await sql.unsafe(`CREATE TABLE classic (
    time timestamptz NOT NULL, type text NOT NULL, name text NOT NULL, value double precision NOT NULL, data jsonb NOT NULL)`);
}

/** Loads the requests of these units, then builds the indexes and analyses the table. Returns the number of rows. */
export async function loadClassic(sql: Sql, traffic: Traffic, units: Iterable<Unit>): Promise<number> {
  let rows = 0;
  function* lines(): Generator<string> {
    for (const unit of units) {
      const found = linesOf(traffic, unit);
      rows += found.length;
      yield found.join("");
    }
  }
  const copy = await sql`COPY classic (time, type, name, value, data) FROM STDIN`.writable();
  await pipeline(Readable.from(lines(), { objectMode: true, highWaterMark: 2 }), copy);
  await sql.unsafe("CREATE INDEX classic_type ON classic (type)");
  await sql.unsafe("CREATE INDEX classic_time ON classic (time)");
  await sql.unsafe("VACUUM ANALYZE classic");
  return rows;
}

/** Lines of COPY, in time order as a server would have written them. */
function linesOf(traffic: Traffic, unit: Unit): string[] {
  const lines: { offset: number; line: string }[] = [];
  for (const [endpoint, { method, route }] of traffic.shapes.entries()) {
    const data = `{"service":"${SERVICE}","instance":"shop-1","release":"2026.11.1","endpoint":"${route}","method":"${method}","bytes":1000,"status":`;
    traffic.draw(endpoint, unit, ({ durationMs, status, offsetSeconds }) => {
      const time = new Date(1_000 * unit.startSeconds + Math.floor(1_000 * offsetSeconds)).toISOString();
      lines.push({ offset: offsetSeconds, line: `${time}\tapi\trequest.duration\t${durationMs}\t${data}${status}}\n` });
    });
  }
  return lines.sort((a, b) => a.offset - b.offset).map(({ line }) => line);
}

export interface ClassicQuery {
  fromSeconds: number;
  toSeconds: number;
  workMem: WorkMem;
  /** `cont` interpolates, as dashboards do; `disc` is the nearest rank, which quantiles are judged by. */
  percentile?: "cont" | "disc";
}

export async function queryClassic(
  sql: Sql,
  { fromSeconds, toSeconds, workMem, percentile = "cont" }: ClassicQuery,
): Promise<EndpointRow[]> {
  const function_ = percentile === "cont" ? sql`percentile_cont` : sql`percentile_disc`;
  return sql.begin(async (tx) => {
    await tx.unsafe(`SET LOCAL work_mem = '${workMem}'`);
    const rows = await tx<(Omit<EndpointRow, "p50Ms" | "p95Ms" | "p99Ms"> & { quantiles: number[] })[]>`
      SELECT (data->>'method') || ' ' || (data->>'endpoint') AS endpoint, count(*)::int AS "requestCount", avg(value) AS "avgMs",
        ${function_}(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY value) AS quantiles,
        (count(*) FILTER (WHERE (data->>'status')::int BETWEEN 400 AND 499))::int AS "clientErrorCount",
        (count(*) FILTER (WHERE (data->>'status')::int >= 500))::int AS "serverErrorCount"
      FROM classic
      WHERE type = 'api' AND time >= to_timestamp(${fromSeconds}::float8) AND time < to_timestamp(${toSeconds}::float8)
      GROUP BY 1`;
    return rows.map(({ quantiles, ...row }) => {
      const [p50Ms = 0, p95Ms = 0, p99Ms = 0] = quantiles;
      return { ...row, p50Ms, p95Ms, p99Ms };
    });
  });
}

export function endpointName({ method, route }: EndpointShape): string {
  return `${method} ${route}`;
}
