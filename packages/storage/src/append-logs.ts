import { type BatchLog, LOG_LEVELS, type LogLevel } from "@vigie/protocol";
import type { Transaction } from "./connection.ts";
import { wordHashes } from "./word-hashes.ts";

/** Logs of one batch, with what they point to. */
export interface LocatedLogs {
  logs: readonly BatchLog[];
  serviceId: number;
  instanceId: number;
  /** In the order of `logs`; null for what was logged outside of a request. */
  endpointIds: readonly (number | null)[];
}

/** SeverityNumber of OpenTelemetry, the lowest of each range. */
export function severityOf(level: LogLevel): number {
  return LOG_LEVELS.indexOf(level) * 4 + 1;
}

export function levelOf(severity: number): LogLevel {
  return LOG_LEVELS[Math.floor((severity - 1) / 4)] ?? "info";
}

/** A W3C trace id as Postgres writes a uuid. */
export function traceUuid(traceId: string): string {
  return traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * Stores logs and returns the id of the first one of each of the lists; the others follow it without gaps. Ids are given in the order in
 * which transactions commit, over all servers: the row of `log_position` is locked from here to the commit. So it comes last in one.
 */
export async function appendLogs(tx: Transaction, located: readonly LocatedLogs[]): Promise<number[]> {
  const count = located.reduce((sum, { logs }) => sum + logs.length, 0);
  if (count === 0) return located.map(() => 0);
  const rows = columnsOf(located);
  const [position] = await tx<{ last: number }[]>`
    UPDATE log_position SET last = last + ${count} RETURNING last::float8`;
  if (position === undefined) throw new Error("log_position has lost its row");
  let next = position.last - count + 1;
  await tx`
    INSERT INTO logs (time, id, service_id, instance_id, endpoint_id, level, trace_id, message, cut, attributes, errors, words)
    SELECT to_timestamp(time), ${next}::bigint - 1 + place, service_id, instance_id, endpoint_id, level, trace_id, message, cut,
      attributes::jsonb, errors::jsonb, words::int[]
    FROM unnest(${rows.times}::float8[], ${rows.serviceIds}::bigint[], ${rows.instanceIds}::bigint[], ${rows.endpointIds}::bigint[],
      ${rows.levels}::smallint[], ${rows.traceIds}::uuid[], ${rows.messages}::text[], ${rows.cuts}::int[], ${rows.attributes}::text[],
      ${rows.errors}::text[], ${rows.words}::text[])
      WITH ORDINALITY AS new (time, service_id, instance_id, endpoint_id, level, trace_id, message, cut, attributes, errors, words, place)`;
  return located.map(({ logs }) => {
    const first = next;
    next += logs.length;
    return first;
  });
}

/** One list a column: what `unnest` takes, several times faster than rows. */
function columnsOf(located: readonly LocatedLogs[]) {
  const columns = {
    times: [] as number[],
    serviceIds: [] as number[],
    instanceIds: [] as number[],
    endpointIds: [] as (number | null)[],
    levels: [] as number[],
    traceIds: [] as (string | null)[],
    messages: [] as string[],
    cuts: [] as number[],
    attributes: [] as (string | null)[],
    errors: [] as (string | null)[],
    words: [] as string[],
  };
  for (const { logs, serviceId, instanceId, endpointIds } of located) {
    logs.forEach((log, i) => {
      const { attributes = {}, errors = [] } = log;
      columns.times.push(log.time / 1000);
      columns.serviceIds.push(serviceId);
      columns.instanceIds.push(instanceId);
      columns.endpointIds.push(endpointIds[i] ?? null);
      columns.levels.push(severityOf(log.level));
      columns.traceIds.push(log.traceId === undefined ? null : traceUuid(log.traceId));
      columns.messages.push(log.message);
      columns.cuts.push(log.cut);
      columns.attributes.push(isEmpty(attributes) ? null : JSON.stringify(attributes));
      columns.errors.push(errors.length === 0 ? null : JSON.stringify(errors));
      columns.words.push(`{${wordHashes({ message: log.message, errors, attributes }).join(",")}}`);
    });
  }
  return columns;
}

function isEmpty(attributes: object): boolean {
  for (const _ in attributes) return false;
  return true;
}
