import {
  enqueueNotifications,
  insertChannel,
  type NotificationKind,
  openStore,
  type Store,
  type StoredChannel,
} from "@vigie/storage";
import { createDatabase } from "./postgres.ts";

export interface TestAlert {
  id: number;
  severity: "info" | "warning" | "critical";
}

/** What signs the messages of webhooks in tests: 32 bytes. */
export const WEBHOOK_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
/** From `since` of an alert until it opened, milliseconds. */
const HELD_MS = 30_000;

export interface TestOutbox extends AsyncDisposable {
  store: Store;
  /** The clock, milliseconds since the epoch: noon on 1 March 2026, in UTC, at first. */
  now(): number;
  pass(ms: number): void;
  /** One that takes all severities and sends to `hook`, or as `changes` say. */
  channel(hook: string, changes?: Partial<StoredChannel>): Promise<StoredChannel>;
  /** Alerts of services shop-1, shop-2, …, and what is to be told of them. */
  open(count?: number, severity?: TestAlert["severity"]): Promise<TestAlert[]>;
  enqueue(alerts: readonly TestAlert[], kind: NotificationKind, change?: number): Promise<void>;
  resolve(alerts: readonly TestAlert[]): Promise<void>;
  snooze(ms: number): Promise<void>;
  /** In the order in which they were written. */
  rows(): Promise<{ channel: number; kind: string; state: string; problem: string | null; attempts: number }[]>;
  /** "opened sent" */
  states(): Promise<string[]>;
}

/** Channels, alerts and what is to be told of them, at a clock that the test sets. `url`: a database; default a new one. */
export async function openOutbox({ url }: { url?: string } = {}): Promise<TestOutbox> {
  const database = url === undefined ? await createDatabase() : undefined;
  const store = await openStore({ url: url ?? database?.url ?? "" });
  const { sql } = store;
  let nowMs = Date.parse("2026-03-01T12:00:00Z");
  let made = 0;
  const iso = (ms: number) => new Date(ms).toISOString();
  const outbox: TestOutbox = {
    store,
    now: () => nowMs,
    pass(ms) {
      nowMs += ms;
    },
    channel: (hook, changes) =>
      insertChannel(
        sql,
        {
          name: "ops",
          settings: { kind: "webhook", url: `${hook}/hook`, secret: WEBHOOK_SECRET },
          minimumSeverity: "info",
          quietHours: null,
          isEnabled: true,
          ...changes,
        },
        nowMs,
      ),
    async open(count = 1, severity = "critical") {
      const alerts: TestAlert[] = [];
      for (let i = 0; i < count; i++) {
        const service = `shop-${++made}`;
        const [row] = await sql<{ id: number }[]>`
          INSERT INTO alerts (rule_id, subject, rule, labels, severity, since, opened_at, value, worst_value, last_value, last_at)
          VALUES (1, ${service}, ${JSON.stringify(RULE)}::text::jsonb, ${JSON.stringify({ service })}::text::jsonb, ${severity},
            ${iso(nowMs - HELD_MS)}, ${iso(nowMs)}, 0.08, 0.12, 0.083, ${iso(nowMs)})
          RETURNING id::float8`;
        alerts.push({ id: row?.id ?? 0, severity });
      }
      await outbox.enqueue(alerts, "opened");
      return alerts;
    },
    async enqueue(alerts, kind, change = 0) {
      await sql.begin((tx) => enqueueNotifications(tx, { alerts, kind, change, atMs: nowMs }));
    },
    async resolve(alerts) {
      await sql`UPDATE alerts SET resolved_at = ${iso(nowMs)}, resolution = 'cleared'
        WHERE id = ANY(${alerts.map(({ id }) => id)}::bigint[])`;
      await outbox.enqueue(alerts, "resolved");
    },
    async snooze(ms) {
      await sql`UPDATE alerts SET snoozed_until = ${iso(nowMs + ms)}`;
    },
    rows: () =>
      sql`SELECT channel_id::float8 AS channel, kind, state, problem, attempts FROM notifications ORDER BY id`,
    async states() {
      return (await outbox.rows()).map(({ kind, state }) => `${kind} ${state}`);
    },
    async [Symbol.asyncDispose]() {
      await store.close();
      await database?.[Symbol.asyncDispose]();
    },
  };
  return outbox;
}

const RULE = {
  id: 1,
  name: "Too many errors",
  label: "Error rate (5xx)",
  unit: "ratio",
  metric: { kind: "figure", figure: "api.errorRate" },
  comparison: "above",
  threshold: 0.05,
  hint: "Look at the hotspots.",
};
