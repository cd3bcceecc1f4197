import type { Sql, Transaction } from "./connection.ts";

/** What is kept for as long as an administrator says, by the names that operators have for it. */
export const RETENTION_KINDS = ["metrics", "requests", "logs", "errors", "alerts", "anomalies", "audit"] as const;
export type RetentionKind = (typeof RETENTION_KINDS)[number];

export type RetentionDays = Record<RetentionKind, number>;

export const DEFAULT_RETENTION_DAYS: RetentionDays = {
  metrics: 30,
  requests: 7,
  logs: 7,
  errors: 30,
  alerts: 400,
  anomalies: 400,
  audit: 400,
};

/** A year and a bit, so that the same month of last year is there to compare with. */
export const RETENTION_LIMITS = { leastDays: 1, mostDays: 400 } as const;

const DAY_MS = 86_400_000;
const KEY = "retention";

export interface Retention {
  days: RetentionDays;
  /** Milliseconds since the epoch. What is older was gone when it was decided to keep it for longer. */
  goneBeforeMs: Partial<Record<RetentionKind, number>>;
  /** Counts the changes; 0: never set. */
  version: number;
}

export const DEFAULT_RETENTION: Retention = { days: DEFAULT_RETENTION_DAYS, goneBeforeMs: {}, version: 0 };

/** What one server knows of it: as it was within the last seconds. */
export interface KnownRetention {
  readonly current: Retention;
  /** Reads it again. Throws what Postgres throws, and then knows what it knew. */
  refresh(): Promise<Retention>;
}

export function createKnownRetention(sql: Sql): KnownRetention {
  let current = DEFAULT_RETENTION;
  return {
    get current() {
      return current;
    },
    async refresh() {
      current = await readRetention(sql);
      return current;
    },
  };
}

/** As it is stored; what was never set, or cannot be read, is as by default. */
export async function readRetention(sql: Sql | Transaction): Promise<Retention> {
  const [row] = await sql<{ value: unknown }[]>`SELECT value FROM settings WHERE key = ${KEY}`;
  return parse(row?.value);
}

/**
 * Replaces it for all servers, unless somebody else did so since `version`: then null, and nothing is changed. What was dropped by
 * the old one does not come back by a longer new one, which is why that remembers since when it holds.
 */
export async function writeRetention(
  sql: Sql,
  { days, version, nowMs }: { days: RetentionDays; version: number; nowMs: number },
): Promise<Retention | null> {
  return sql.begin(async (tx) => {
    await tx`
      INSERT INTO settings (key, value, updated_at) VALUES (${KEY}, '{}', to_timestamp(${nowMs / 1000}::float8))
      ON CONFLICT DO NOTHING`;
    const [row] = await tx<{ value: unknown }[]>`SELECT value FROM settings WHERE key = ${KEY} FOR UPDATE`;
    const old = parse(row?.value);
    if (old.version !== version) return null;
    const goneBeforeMs = { ...old.goneBeforeMs };
    for (const kind of RETENTION_KINDS) {
      if (days[kind] > old.days[kind])
        goneBeforeMs[kind] = Math.max(old.goneBeforeMs[kind] ?? 0, nowMs - old.days[kind] * DAY_MS);
    }
    const next = { days, goneBeforeMs, version: version + 1 };
    await tx`
      UPDATE settings SET value = ${JSON.stringify(next)}::text::jsonb, updated_at = to_timestamp(${nowMs / 1000}::float8)
      WHERE key = ${KEY}`;
    return next;
  });
}

/** The oldest moment, milliseconds since the epoch, of which everything of a kind is kept: what is older may be dropped at any time. */
export function oldestKeptMs({ days, goneBeforeMs }: Retention, kind: RetentionKind, nowMs: number): number {
  return Math.max(nowMs - days[kind] * DAY_MS, goneBeforeMs[kind] ?? 0);
}

/** Another version of Vigie may have written it. */
function parse(value: unknown): Retention {
  const { days, goneBeforeMs, version } = asRecord(value);
  const isVersion = Number.isSafeInteger(version) && Number(version) > 0;
  const storedDays = asRecord(days);
  const storedGone = asRecord(goneBeforeMs);
  const retention: Retention = {
    days: { ...DEFAULT_RETENTION_DAYS },
    goneBeforeMs: {},
    version: isVersion ? Number(version) : 0,
  };
  for (const kind of RETENTION_KINDS) {
    const kept = storedDays[kind];
    if (isRetentionDays(kept)) retention.days[kind] = kept;
    const gone = storedGone[kind];
    if (typeof gone === "number" && Number.isFinite(gone)) retention.goneBeforeMs[kind] = gone;
  }
  return retention;
}

/** Whole days within the limits. */
export function isRetentionDays(days: unknown): days is number {
  return (
    Number.isInteger(days) && Number(days) >= RETENTION_LIMITS.leastDays && Number(days) <= RETENTION_LIMITS.mostDays
  );
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
