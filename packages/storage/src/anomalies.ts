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
 * Opens the episode, unless it or a later one of that series was opened before: two leaders, or one that hears the same values again
 * after a restart, make one of it.
 */
export async function openAnomaly({ sql }: Store, anomaly: NewAnomaly): Promise<void> {
  const { series, figure, serviceId, endpointId, onsetSeconds, raisedSeconds, expected, low, high, seen } = anomaly;
  await sql`
    INSERT INTO anomalies (series, figure, service_id, endpoint_id, onset, raised_at, expected, low, high, seen, worst)
    SELECT ${series}, ${figure}, ${serviceId}::bigint, ${endpointId}::bigint, to_timestamp(${onsetSeconds}::float8),
      to_timestamp(${raisedSeconds}::float8), ${expected}::float8, ${low}::float8, ${high}::float8, ${seen}::float8, ${seen}::float8
    WHERE NOT EXISTS (
      SELECT FROM anomalies
      WHERE series = ${series} AND (ended_at IS NULL OR raised_at >= to_timestamp(${raisedSeconds}::float8))
    )
    ON CONFLICT DO NOTHING`;
}

/** What lay farthest from what was expected, of an episode that goes on. */
export async function worsenAnomaly({ sql }: Store, of: OpenAnomaly & { worst: number }): Promise<void> {
  await sql`
    UPDATE anomalies SET worst = ${of.worst}::float8
    WHERE series = ${of.series} AND ended_at IS NULL AND onset = to_timestamp(${of.onsetSeconds}::float8)`;
}

/** Ends the episode; one that is over stays as it is. */
export async function endAnomaly({ sql }: Store, of: OpenAnomaly & { endSeconds: number }): Promise<void> {
  await sql`
    UPDATE anomalies SET ended_at = greatest(raised_at, to_timestamp(${of.endSeconds}::float8))
    WHERE series = ${of.series} AND ended_at IS NULL AND onset = to_timestamp(${of.onsetSeconds}::float8)`;
}

/** Served by the index anomalies_open. */
export async function readOpenAnomalies({ sql }: Store): Promise<OpenAnomaly[]> {
  return sql<OpenAnomaly[]>`
    SELECT series, extract(epoch FROM onset)::float8 AS "onsetSeconds" FROM anomalies WHERE ended_at IS NULL`;
}
