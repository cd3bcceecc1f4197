import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

/* Few rows, written by one leader and by people: not partitioned, and on Citus local tables. */

const id = () => bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity();
const time = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

/** Conditions that make alerts. */
export const rules = pgTable(
  "rules",
  {
    id: id(),
    /** Of those that Vigie brings along; null for the user's own. */
    seed: text(),
    name: text().notNull(),
    /** What is measured. */
    metric: jsonb().notNull(),
    /** Of what: a service, a release, an endpoint; what is left out means each. */
    scope: jsonb().notNull(),
    /** above or below. */
    comparison: text().notNull(),
    threshold: doublePrecision().notNull(),
    /** An alert ends beyond this on the good side; null: beyond the threshold. */
    clearThreshold: doublePrecision("clear_threshold"),
    /** The value is that of so many seconds. */
    windowSeconds: integer("window_seconds").notNull(),
    forSeconds: integer("for_seconds").notNull(),
    clearSeconds: integer("clear_seconds").notNull(),
    minimumSamples: integer("minimum_samples").notNull(),
    /** info, warning or critical. */
    severity: text().notNull(),
    hint: text().notNull(),
    isEnabled: boolean("is_enabled").notNull(),
    /** Counts the changes, so that two people who edit it do not undo each other. */
    version: integer().notNull().default(1),
    createdAt: time("created_at").notNull(),
    updatedAt: time("updated_at").notNull(),
  },
  (table) => [uniqueIndex("rules_seed").on(table.seed)],
);

/** How far a rule is with one of the things it watches; no row means that all is well. */
export const ruleStates = pgTable(
  "rule_states",
  {
    ruleId: bigint("rule_id", { mode: "number" }).notNull(),
    /** What it watches: `service=shop`, `service=shop endpoint=GET /orders/:id`. */
    subject: text().notNull(),
    /** Since when the condition holds. */
    breachSince: time("breach_since"),
    /** Since when it no longer holds, of an alert that is open. */
    clearSince: time("clear_since"),
    /** Since when there is nothing to judge, of an alert that is open. */
    noDataSince: time("no_data_since"),
    /** Resolved by a person while the condition held: no new alert before it was well again. */
    isHandled: boolean("is_handled").notNull().default(false),
    alertId: bigint("alert_id", { mode: "number" }),
  },
  (table) => [primaryKey({ columns: [table.ruleId, table.subject] })],
);

/** One row: up to when rules were evaluated. Two leaders cannot both move it on. */
export const ruleEvaluation = pgTable("rule_evaluation", {
  /** Always true: there is no second row. */
  only: boolean().primaryKey().default(true),
  evaluatedTo: time("evaluated_to").notNull(),
  /** Counts what people changed of rules and alerts: an evaluation that did not know of it is done again. */
  generation: bigint({ mode: "number" }).notNull().default(0),
});

/** Periods in which the condition of a rule held, from open to resolved. */
export const alerts = pgTable(
  "alerts",
  {
    id: id(),
    ruleId: bigint("rule_id", { mode: "number" }).notNull(),
    subject: text().notNull(),
    /** The rule as it was when the alert opened. */
    rule: jsonb().notNull(),
    /** What it is about: service, method, route, release, target. */
    labels: jsonb().$type<Record<string, string>>().notNull(),
    severity: text().notNull(),
    /** When the condition began to hold. */
    since: time("since").notNull(),
    openedAt: time("opened_at").notNull(),
    /** When it opened, at its worst, and last. */
    value: doublePrecision().notNull(),
    worstValue: doublePrecision("worst_value").notNull(),
    lastValue: doublePrecision("last_value").notNull(),
    lastAt: time("last_at").notNull(),
    noDataSince: time("no_data_since"),
    acknowledgedAt: time("acknowledged_at"),
    acknowledgedBy: text("acknowledged_by"),
    note: text(),
    snoozedUntil: time("snoozed_until"),
    snoozedBy: text("snoozed_by"),
    resolvedAt: time("resolved_at"),
    /** cleared, no-data, by-hand, rule-disabled, rule-changed or rule-removed. */
    resolution: text(),
    resolvedBy: text("resolved_by"),
  },
  (table) => [
    // One alert per episode, whoever evaluates.
    uniqueIndex("alerts_open").on(table.ruleId, table.subject).where(sql`resolved_at IS NULL`),
    // Serves the history.
    index("alerts_opened").on(table.openedAt, table.id),
  ],
);

/** What happened to an alert: opened, acknowledged, snoozed, woken, changed, resolved. */
export const alertEvents = pgTable(
  "alert_events",
  {
    id: id(),
    alertId: bigint("alert_id", { mode: "number" }).notNull(),
    time: time("time").notNull(),
    kind: text().notNull(),
    by: text(),
    note: text(),
  },
  (table) => [index("alert_events_alert").on(table.alertId, table.id)],
);

/** Where notifications go. */
export const channels = pgTable("channels", {
  id: id(),
  name: text().notNull(),
  /** webhook, slack or email. */
  kind: text().notNull(),
  /** By kind: URL and secret, or addresses. */
  settings: jsonb().notNull(),
  /** The least severity that is told. */
  minimumSeverity: text("minimum_severity").notNull(),
  /** From, to, time zone, and whether critical ones come through; null: none. */
  quietHours: jsonb("quiet_hours"),
  isEnabled: boolean("is_enabled").notNull(),
  version: integer().notNull().default(1),
  createdAt: time("created_at").notNull(),
  updatedAt: time("updated_at").notNull(),
});

/** What is to be told, and was. Written in the transaction that changes the alert. */
export const notifications = pgTable(
  "notifications",
  {
    id: id(),
    alertId: bigint("alert_id", { mode: "number" }).notNull(),
    channelId: bigint("channel_id", { mode: "number" }).notNull(),
    /** opened, changed or resolved. */
    kind: text().notNull(),
    /** Counts the changes of an alert: each is told once. */
    change: integer().notNull().default(0),
    createdAt: time("created_at").notNull(),
    /** Not before. */
    dueAt: time("due_at").notNull(),
    attempts: integer().notNull().default(0),
    /** waiting, sent, failed or suppressed. */
    state: text().notNull().default("waiting"),
    /** Why the last attempt failed, or why it was suppressed. */
    problem: text(),
    sentAt: time("sent_at"),
    /**
     * Of the message that carries it: the same for each attempt, so that a receiver can tell a repetition. Of one that was
     * suppressed: of the message that said how many were.
     */
    messageId: uuid("message_id"),
    /** When it was last tried, or given up. */
    actedAt: time("acted_at"),
    /** Whether an attempt of it may have arrived although nobody knows: it hung, or the server ended meanwhile. */
    isInDoubt: boolean("is_in_doubt").notNull().default(false),
  },
  (table) => [
    // At most one per episode, channel and change.
    uniqueIndex("notifications_once").on(table.alertId, table.channelId, table.kind, table.change),
    // Serves "what is to be sent".
    index("notifications_waiting").on(table.dueAt).where(sql`state = 'waiting'`),
    // Serves "what was sent lately", for the rate limit.
    index("notifications_sent").on(table.channelId, table.sentAt),
    // Serves "what became of the last ones" of a channel.
    index("notifications_acted").on(table.channelId, table.actedAt),
  ],
);
