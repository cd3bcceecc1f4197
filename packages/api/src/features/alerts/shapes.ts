import type { AlertRule, Evidence, Severity } from "../../alerting/rule.ts";

export type AlertState =
  /** Nobody has said that they look at it. */
  | "open"
  | "acknowledged"
  /** Nobody is told before `snoozedUntil`. */
  | "snoozed"
  | "resolved";

/** One period in which the condition of a rule held. Times are ISO 8601. */
export interface Alert {
  id: number;
  rule: AlertRule;
  severity: Severity;
  state: AlertState;
  /** What it is about: service, method, route, release, target, as far as each is known. */
  labels: Record<string, string>;
  /** "shop: Error rate (5xx) 8.3 %, above 5 %" */
  text: string;
  /** When the condition began to hold, and when it had held for long enough. */
  since: string;
  openedAt: string;
  /** When it opened, at its worst, and when it was last judged; in the unit of the rule. */
  value: number;
  worstValue: number;
  lastValue: number;
  lastAt: string;
  /** Since when there is nothing to judge: the data stopped coming, which is no sign of health. */
  noDataSince: string | null;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  /** Of who acknowledged it. */
  note: string | null;
  snoozedUntil: string | null;
  snoozedBy: string | null;
  resolvedAt: string | null;
  /** Why it ended. */
  resolution: "cleared" | "no-data" | "by-hand" | "rule-disabled" | "rule-changed" | "rule-removed" | null;
  resolvedBy: string | null;
}

/** Alerts that began together and share something: probably one trouble. */
export interface AlertGroup {
  /** `service=shop`, `rule=7`, or the alert itself where it shares nothing. */
  key: string;
  /** "7 alerts of shop", or the text of the only one. */
  title: string;
  severity: Severity;
  since: string;
  /** The worst first, of these the oldest. */
  alerts: Alert[];
}

/** Of alerts that are not resolved. */
export interface AlertCounts {
  /** Neither acknowledged nor snoozed. */
  critical: number;
  warning: number;
  info: number;
  acknowledged: number;
  snoozed: number;
}

export interface AlertEvent {
  time: string;
  kind: "opened" | "acknowledged" | "snoozed" | "woken" | "changed" | "resolved";
  by: string | null;
  note: string | null;
}

export interface AlertNotification {
  channel: string;
  kind: "opened" | "changed" | "resolved";
  state: "waiting" | "sent" | "failed" | "suppressed";
  attempts: number;
  /** Why the last attempt failed, or why it was not sent. */
  problem: string | null;
  sentAt: string | null;
}

export interface AlertDetail {
  alert: Alert;
  evidence: Evidence;
  events: AlertEvent[];
  notifications: AlertNotification[];
  /** Earlier alerts of the same rule and subject, newest first, at most ten. */
  earlier: Alert[];
}

export interface AlertPage {
  /** The period in whole windows, ISO 8601. */
  from: string;
  to: string;
  alerts: Alert[];
  /** What to ask for next; null at the end. */
  next: { openedAt: string; id: number } | null;
}
