import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { LogLevel } from "@vigie/protocol";
import { hashWord, type Store, severityOf, textsOf, traceUuid, wordsOf } from "@vigie/storage";
import type { Sql } from "postgres";
import { createLines, type Line, SERVICES } from "./lines.ts";

export interface LineLoad {
  lines: number;
  next: () => Line;
  /** Times of the lines: evenly spread from here to there, milliseconds since the epoch. */
  fromMs: number;
  toMs: number;
  say: (line: string) => void;
}

/** Lines of one COPY: one transaction, as several batches that are committed together. */
const LINES_PER_COPY = 100_000;
const LINES_PER_CHUNK = 500;

/** Fills `logs` as ingest does: the same columns, ids without gaps in the order of time, indexes there from the beginning. */
export async function loadLogs(store: Store, sql: Sql, { lines, next, fromMs, toMs, say }: LineLoad): Promise<void> {
  const places = await registerServices(store, fromMs);
  for (let from = 0; from < lines; from += LINES_PER_COPY) {
    const to = Math.min(lines, from + LINES_PER_COPY);
    const chunks = function* (): Generator<string> {
      for (let at = from; at < to; ) {
        let chunk = "";
        for (const end = Math.min(to, at + LINES_PER_CHUNK); at < end; at++) {
          const ms = fromMs + ((toMs - fromMs) * at) / lines;
          chunk += copyRow(next(), { id: at + 1, ms, places });
        }
        yield chunk;
      }
    };
    const copy = await sql`
      COPY logs (time, id, service_id, instance_id, endpoint_id, level, trace_id, message, cut, attributes, errors, words)
      FROM STDIN`.writable();
    await pipeline(Readable.from(chunks(), { objectMode: true, highWaterMark: 4 }), copy);
    if (to % (lines / 10) === 0) say(`${to} lines are loaded`);
  }
  await sql`UPDATE log_position SET last = ${lines}`;
  await sql`VACUUM ANALYZE logs`;
}

interface Places {
  serviceId: number;
  instanceId: number;
  endpointIds: ReadonlyMap<string, number>;
}

/** Ids of all that the lines point to; all of it known since before the first line. */
async function registerServices({ sql, dimensions }: Store, fromMs: number): Promise<Places[]> {
  const sample = createLines({ seed: 1 });
  const endpoints = new Map<string, { method: string; route: string }>();
  for (let i = 0; i < 10_000; i++) {
    const { method, route } = sample();
    if (method && route) endpoints.set(`${method} ${route}`, { method, route });
  }
  const places: Places[] = [];
  for (const service of SERVICES) {
    const resource = { service, instance: `${service}-1`, release: "r1", environment: "bench", sdk: "bench/1" };
    const { id: instanceId, serviceId } = await dimensions.instance(resource);
    const { ids } = await dimensions.endpoints(service, [...endpoints.values()]);
    places.push({
      serviceId,
      instanceId,
      endpointIds: new Map([...endpoints.keys()].map((name, i) => [name, ids[i] ?? 0])),
    });
  }
  for (const table of ["services", "instances", "endpoints"])
    await sql`UPDATE ${sql(table)} SET first_seen = to_timestamp(${fromMs / 1000}::float8)`;
  return places;
}

/** A row in the text format of COPY. */
function copyRow(line: Line, { id, ms, places }: { id: number; ms: number; places: readonly Places[] }): string {
  const { serviceId = 0, instanceId = 0, endpointIds } = places[line.service] ?? {};
  const { attributes = {}, errors = [] } = line;
  const hashes = wordsOf(textsOf({ message: line.message, errors, attributes })).map(hashWord);
  const cells = [
    new Date(ms).toISOString(),
    id,
    serviceId,
    instanceId,
    (line.route && endpointIds?.get(`${line.method} ${line.route}`)) ?? "\\N",
    severityOf(line.level),
    line.traceId === undefined ? "\\N" : traceUuid(line.traceId),
    copyText(line.message),
    0,
    line.attributes === undefined ? "\\N" : copyText(JSON.stringify(attributes)),
    line.errors === undefined ? "\\N" : copyText(JSON.stringify(errors)),
    `{${hashes.join(",")}}`,
  ];
  return `${cells.join("\t")}\n`;
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function copyText(text: string): string {
  return /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (char) => ESCAPES[char] ?? "") : text;
}

/**
 * The same lines in a table as one makes who just wants to keep logs: texts, no index. Stacks stand in the message, as they do in a file of
 * logs.
 */
export async function loadClassic(sql: Sql): Promise<void> {
  const levels: LogLevel[] = ["trace", "debug", "info", "warn", "error", "fatal"];
  const levelNames = levels.map((level) => sql`WHEN ${severityOf(level)} THEN ${level}`);
  await sql.unsafe(`CREATE TABLE classic_logs (
    time timestamptz NOT NULL, level text NOT NULL, service text NOT NULL, trace_id text, message text NOT NULL, attributes text)`);
  await sql`
    INSERT INTO classic_logs
    SELECT time, CASE level ${levelNames.reduce((all, one) => sql`${all} ${one}`)} END, services.name, replace(trace_id::text, '-', ''),
      message || coalesce(E'\n' || (errors->0->>'stack'), ''), attributes::text
    FROM logs JOIN services ON services.id = service_id ORDER BY time, logs.id`;
  await sql`VACUUM ANALYZE classic_logs`;
}

/** Bytes of all partitions of `logs`: rows, and each index by its name. */
export async function logBytes(sql: Sql): Promise<{ rows: number; indexes: Record<string, number> }> {
  const [size] = await sql<{ rows: number }[]>`
    SELECT sum(pg_table_size(inhrelid))::float8 AS rows FROM pg_inherits WHERE inhparent = 'logs'::regclass`;
  const indexes = await sql<{ name: string; bytes: number }[]>`
    SELECT parent.relname AS name, sum(pg_relation_size(inhrelid))::float8 AS bytes
    FROM pg_index JOIN pg_class parent ON parent.oid = indexrelid JOIN pg_inherits ON inhparent = indexrelid
    WHERE indrelid = 'logs'::regclass GROUP BY 1 ORDER BY 2 DESC`;
  return { rows: size?.rows ?? 0, indexes: Object.fromEntries(indexes.map(({ name, bytes }) => [name, bytes])) };
}
