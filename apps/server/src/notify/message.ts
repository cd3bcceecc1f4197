import { type AlertRule, alertText, type Severity } from "@vigie/api";
import type { AlertToTell, ClaimedMessage } from "@vigie/storage";

/** One alert in a message, as every channel tells it. Times are ISO 8601. */
export interface ToldAlert {
  id: number;
  state: "opened" | "changed" | "resolved";
  severity: Severity;
  /** "shop: Error rate (5xx) 8.3 %, above 5 %" */
  text: string;
  service: string | null;
  labels: Record<string, string>;
  since: string;
  openedAt: string;
  resolvedAt: string | null;
  /** From `since` until it was resolved. */
  durationMs: number | null;
  resolution: string | null;
  resolvedBy: string | null;
  /** When it was last judged, and at its worst; in `unit`. */
  value: number;
  worstValue: number;
  threshold: number;
  comparison: "above" | "below";
  unit: string;
  rule: { id: number; name: string };
  hint: string;
  /** Its place on Vigie's page. */
  url: string;
}

/** What is sent to a channel, whatever its kind. */
export interface Message {
  /** The same for each attempt. */
  id: string;
  isTest: boolean;
  /** One line: "Critical: shop: Error rate …", "5 alerts: 2 critical, 3 resolved". */
  title: string;
  alerts: ToldAlert[];
  /** Alerts that are told but not named. */
  more: number;
  /** Alerts that were over before anybody was told of them. */
  suppressed: number;
  /** Where all of them are. */
  url: string;
}

export function messageOf(
  { id, alerts, more, suppressed, counts }: ClaimedMessage,
  { publicUrl }: { publicUrl: string },
): Message {
  const told = alerts.map((alert) => toldAlert(alert, publicUrl));
  const [first] = told;
  const title = told.length === 1 && more === 0 && first ? titleOf(first) : titleOfMany(counts);
  return { id, isTest: false, title, alerts: told, more, suppressed, url: `${publicUrl}/alerts` };
}

/** What a test sends: no alert, and it says so. */
export function testMessage(id: string, channel: string, publicUrl: string): Message {
  return {
    id,
    isTest: true,
    title: `Test of the channel ${channel}: this is no alert`,
    alerts: [],
    more: 0,
    suppressed: 0,
    url: `${publicUrl}/alerts`,
  };
}

function toldAlert(alert: AlertToTell, publicUrl: string): ToldAlert {
  const rule = alert.rule as AlertRule;
  const { id, state, severity, labels, sinceMs, openedMs, resolvedMs, resolution, resolvedBy } = alert;
  // Of what is over, how bad it was says more than how it ended.
  const value = state === "resolved" ? alert.worstValue : alert.lastValue;
  return {
    id,
    state,
    severity,
    text: inOneLine(alertText({ rule, labels, value })),
    service: labels.service ?? null,
    labels,
    since: iso(sinceMs),
    openedAt: iso(openedMs),
    resolvedAt: resolvedMs === null ? null : iso(resolvedMs),
    durationMs: resolvedMs === null ? null : Math.max(0, Math.round(resolvedMs - sinceMs)),
    resolution,
    resolvedBy,
    value: alert.lastValue,
    worstValue: alert.worstValue,
    threshold: rule.threshold,
    comparison: rule.comparison,
    unit: rule.unit,
    rule: { id: rule.id, name: rule.name },
    hint: rule.hint,
    url: `${publicUrl}/alerts?alert=${id}`,
  };
}

function titleOf({ state, severity, text, durationMs }: ToldAlert): string {
  switch (state) {
    case "opened":
      return `${SEVERITY_WORDS[severity]}: ${text}`;
    case "changed":
      return `Still open, ${severity}: ${text}`;
    case "resolved":
      return `Resolved after ${durationText(durationMs ?? 0)}: ${text}`;
  }
}

function titleOfMany(counts: ClaimedMessage["counts"]): string {
  const parts = (["critical", "warning", "info", "resolved"] as const)
    .filter((key) => counts[key] > 0)
    .map((key) => `${counts[key]} ${key}`);
  const total = counts.critical + counts.warning + counts.info + counts.resolved;
  return `${total} alerts: ${parts.join(", ")}`;
}

const SEVERITY_WORDS: Record<Severity, string> = { critical: "Critical", warning: "Warning", info: "Info" };

/** "Critical", "Still open, critical", "Resolved after 12 min, was critical" */
export function stateWords({ state, severity, durationMs, resolvedBy }: ToldAlert): string {
  switch (state) {
    case "opened":
      return SEVERITY_WORDS[severity];
    case "changed":
      return `Still open, ${severity}`;
    case "resolved":
      return `Resolved after ${durationText(durationMs ?? 0)}${resolvedBy === null ? "" : ` by ${resolvedBy}`}, was ${severity}`;
  }
}

/** What follows the named alerts: how many more there are, and how many nobody was told of. */
export function closingWords({ more, suppressed }: Message): string[] {
  const words: string[] = [];
  if (more > 0) words.push(`and ${more} more`);
  if (suppressed > 0) words.push(`${suppressed} more suppressed: over before they were to be told`);
  return words;
}

/** "2026-11-21 20:31 UTC" */
export function timeText(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

/** "40 s", "12 min", "1 h 5 min", "2 d 3 h" */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h${minutes % 60 === 0 ? "" : ` ${minutes % 60} min`}`;
  return `${Math.floor(hours / 24)} d${hours % 24 === 0 ? "" : ` ${hours % 24} h`}`;
}

/** Names come from services: one with a line break in it could forge a line of its own. */
function inOneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
