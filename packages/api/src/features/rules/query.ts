import type { Store } from "@vigie/storage";

/** How many alerts of each rule are open, and how many opened since a moment. */
export async function countAlertsByRule(
  { sql }: Store,
  sinceMs: number,
): Promise<ReadonlyMap<number, { open: number; since: number }>> {
  const rows = await sql<{ ruleId: number; open: number; since: number }[]>`
    SELECT rule_id::float8 AS "ruleId", count(*) FILTER (WHERE resolved_at IS NULL)::int AS open,
      count(*) FILTER (WHERE opened_at >= to_timestamp(${sinceMs / 1000}::float8))::int AS since
    FROM alerts
    WHERE resolved_at IS NULL OR opened_at >= to_timestamp(${sinceMs / 1000}::float8)
    GROUP BY rule_id`;
  return new Map(rows.map((row) => [row.ruleId, row]));
}

/** Metrics of the user's own that were recorded lately, by type and name. */
export async function findOwnMetrics({ sql }: Store, sinceMs: number): Promise<{ type: string; name: string }[]> {
  return sql<{ type: string; name: string }[]>`
    SELECT DISTINCT type, name FROM metrics
    WHERE type IN ('custom', 'cache') AND time >= to_timestamp(${sinceMs / 1000}::float8)
    ORDER BY type, name LIMIT 200`;
}
