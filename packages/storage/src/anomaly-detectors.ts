import type { Store } from "./store.ts";

/** What is kept of the detector of one series. */
export interface DetectorState {
  /** `api.p95Ms service=shop`, `api.errorRate service=shop endpoint=GET /orders/:id`, `redis.hitRate`. */
  series: string;
  /** As packages/series encodes it. */
  state: Uint8Array;
  /** Seconds since 1970: all windows before are in it, those from here on are not. */
  observedToSeconds: number;
}

/** The newest states, at most `limit`, of series that had a value after `fromSeconds`. */
export async function readDetectorStates(
  { sql }: Store,
  { fromSeconds, limit }: { fromSeconds: number; limit: number },
): Promise<DetectorState[]> {
  return sql<DetectorState[]>`
    SELECT series, state, extract(epoch FROM observed_to)::float8 AS "observedToSeconds" FROM detector_states
    WHERE observed_to > to_timestamp(${fromSeconds}::float8)
    ORDER BY observed_to DESC LIMIT ${limit}`;
}

/** Keeps the states in one statement. One that is not newer than what is kept changes nothing: a leader that was slow to see that it no longer is one takes nothing back. */
export async function saveDetectorStates({ sql }: Store, states: readonly DetectorState[]): Promise<void> {
  if (states.length === 0) return;
  await sql`
    INSERT INTO detector_states (series, state, observed_to)
    SELECT series, decode(state, 'base64'), to_timestamp(observed_to)
    FROM unnest(
      ${states.map((one) => one.series)}::text[], ${states.map((one) => Buffer.from(one.state).toString("base64"))}::text[],
      ${states.map((one) => one.observedToSeconds)}::float8[]
    ) AS new (series, state, observed_to)
    ORDER BY series
    ON CONFLICT (series) DO UPDATE SET state = excluded.state, observed_to = excluded.observed_to
    WHERE detector_states.observed_to < excluded.observed_to`;
}

/** Forgets series by name, and all without a value since `beforeSeconds`. */
export async function forgetDetectorStates(
  { sql }: Store,
  { series, beforeSeconds }: { series: readonly string[]; beforeSeconds: number },
): Promise<void> {
  await sql`
    DELETE FROM detector_states
    WHERE series = ANY(${[...series]}::text[]) OR observed_to < to_timestamp(${beforeSeconds}::float8)`;
}
