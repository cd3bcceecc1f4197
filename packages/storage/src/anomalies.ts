import type { Store } from "./store.ts";

/** An episode as it is when its alarm is raised. Times in seconds since 1970, values in the unit of the figure. */
export interface NewAnomaly {
  series: string;
  figure: string;
  serviceId: number | null;
  endpointId: number | null;
  onsetSeconds: number;
  raisedSeconds: number;
  /** Before the onset. */
  expected: number;
  low: number;
  high: number;
  seen: number;
}

/** An episode that is not over, as far as the database knows. */
export interface OpenAnomaly {
  series: string;
  onsetSeconds: number;
}

/**
 * Opens episodes of different series, each unless it or a later one of its series was opened before: two leaders, or one that hears the same
 * values again after a restart, make one of it.
 */
export async function openAnomalies({ sql }: Store, anomalies: readonly NewAnomaly[]): Promise<void> {
  if (anomalies.length === 0) return;
  const each = <T>(part: (anomaly: NewAnomaly) => T) => anomalies.map(part);
  await sql`
    INSERT INTO anomalies (series, figure, service_id, endpoint_id, onset, raised_at, expected, low, high, seen, worst)
    SELECT series, figure, service_id, endpoint_id, to_timestamp(onset), to_timestamp(raised), expected, low, high, seen, seen
    FROM unnest(
      ${each((one) => one.series)}::text[], ${each((one) => one.figure)}::text[], ${each((one) => one.serviceId)}::bigint[],
      ${each((one) => one.endpointId)}::bigint[], ${each((one) => one.onsetSeconds)}::float8[],
      ${each((one) => one.raisedSeconds)}::float8[], ${each((one) => one.expected)}::float8[], ${each((one) => one.low)}::float8[],
      ${each((one) => one.high)}::float8[], ${each((one) => one.seen)}::float8[]
    ) AS new (series, figure, service_id, endpoint_id, onset, raised, expected, low, high, seen)
    WHERE NOT EXISTS (
      SELECT FROM anomalies AS known
      WHERE known.series = new.series AND (known.ended_at IS NULL OR known.raised_at >= to_timestamp(new.raised))
    )
    ON CONFLICT DO NOTHING`;
}

/** What lay farthest from what was expected, of episodes that go on. */
export async function worsenAnomalies({ sql }: Store, of: readonly (OpenAnomaly & { worst: number })[]): Promise<void> {
  if (of.length === 0) return;
  await sql`
    UPDATE anomalies SET worst = new.worst
    FROM unnest(
      ${of.map((one) => one.series)}::text[], ${of.map((one) => one.onsetSeconds)}::float8[], ${of.map((one) => one.worst)}::float8[]
    ) AS new (series, onset, worst)
    WHERE anomalies.series = new.series AND ended_at IS NULL AND anomalies.onset = to_timestamp(new.onset)`;
}

/** Ends episodes; one that is over stays as it is. */
export async function endAnomalies(
  { sql }: Store,
  of: readonly (OpenAnomaly & { endSeconds: number })[],
): Promise<void> {
  if (of.length === 0) return;
  await sql`
    UPDATE anomalies SET ended_at = greatest(raised_at, to_timestamp(new.ended))
    FROM unnest(
      ${of.map((one) => one.series)}::text[], ${of.map((one) => one.onsetSeconds)}::float8[], ${of.map((one) => one.endSeconds)}::float8[]
    ) AS new (series, onset, ended)
    WHERE anomalies.series = new.series AND ended_at IS NULL AND anomalies.onset = to_timestamp(new.onset)`;
}

/** Served by the index anomalies_open. */
export async function readOpenAnomalies({ sql }: Store): Promise<OpenAnomaly[]> {
  return sql<OpenAnomaly[]>`
    SELECT series, extract(epoch FROM onset)::float8 AS "onsetSeconds" FROM anomalies WHERE ended_at IS NULL`;
}
