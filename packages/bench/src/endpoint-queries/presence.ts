import type { Store } from "@vigie/storage";
import type { LoadedService } from "./load.ts";

/** What the SDK reports of a process every ten seconds. */
const PROCESS_METRICS = [
  "process.memory.rss",
  "process.memory.heap_used",
  "process.memory.heap_total",
  "process.event_loop.delay_p50_ms",
  "process.event_loop.delay_p99_ms",
  "process.event_loop.utilisation",
  "process.cpu.utilisation",
  "process.gc.ms_per_second",
  "process.handles",
];

/**
 * Samples of the service's process: gaps in the answer are found by them. Hours over the whole period, minutes and the samples
 * themselves from `fineFromSeconds` on.
 */
export async function loadPresence(
  { sql }: Store,
  {
    service,
    period,
    fineFromSeconds,
  }: { service: LoadedService; period: { fromSeconds: number; toSeconds: number }; fineFromSeconds: number },
): Promise<void> {
  const { instanceId } = service;
  await sql`
    INSERT INTO metrics (time, type, name, value, instance_id, labels)
    SELECT to_timestamp(start + 3.5), 'system', name, 1e8, ${instanceId}::bigint, '{}'
    FROM generate_series(${fineFromSeconds}::bigint, ${period.toSeconds}::bigint, 10) AS start,
      unnest(${PROCESS_METRICS}::text[]) AS name`;
  for (const step of [60, 3_600]) {
    const from = Math.floor((step === 60 ? fineFromSeconds : period.fromSeconds) / step) * step;
    await sql`
      INSERT INTO metric_rollups (step, window_start, type, name, instance_id, labels, sum, max, samples)
      SELECT ${step}::int, to_timestamp(start), 'system', name, ${instanceId}::bigint, '{}', 1e8, 1e8, ${step / 10}::int
      FROM generate_series(${from}::bigint, ${period.toSeconds}::bigint, ${step}::int) AS start,
        unnest(${PROCESS_METRICS}::text[]) AS name`;
  }
  await sql.unsafe("ANALYZE");
}
