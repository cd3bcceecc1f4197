import { SEVERITIES } from "../../alerting/rule.ts";
import type { Alert, AlertGroup } from "./shapes.ts";

/** Alerts of one group began within so long of the one before, milliseconds: one trouble spreads within minutes. */
const TOGETHER_MS = 600_000;

/**
 * Alerts by what they share: first those of one service or target that began together, then those of one rule. What shares nothing stands
 * alone. The worst group first, of these the one that began first.
 */
export function groupAlerts(alerts: readonly Alert[]): AlertGroup[] {
  const groups: AlertGroup[] = [];
  const alone: Alert[] = [];
  for (const [owner, own] of by(alerts, ownerOf)) {
    for (const together of clustersOf(own)) {
      if (together.length > 1 && owner !== "")
        groups.push(groupOf(`${owner} ${together[0]?.id}`, `${together.length} alerts of ${nameOf(owner)}`, together));
      else alone.push(...together);
    }
  }
  for (const [rule, own] of by(alone, ({ rule }) => String(rule.id))) {
    for (const together of clustersOf(own)) {
      const [first] = together;
      if (first === undefined) continue;
      if (together.length > 1)
        groups.push(groupOf(`rule=${rule} ${first.id}`, `${together.length} × ${first.rule.name}`, together));
      else groups.push(groupOf(`alert=${first.id}`, first.text, together));
    }
  }
  return groups.sort((a, b) => worst(b) - worst(a) || a.since.localeCompare(b.since));
}

function groupOf(key: string, title: string, alerts: readonly Alert[]): AlertGroup {
  const ordered = [...alerts].sort((a, b) => worst(b) - worst(a) || a.since.localeCompare(b.since));
  return {
    key,
    title,
    severity: ordered[0]?.severity ?? "info",
    since: alerts.map(({ since }) => since).sort()[0] ?? "",
    alerts: ordered,
  };
}

function worst({ severity }: { severity: Alert["severity"] }): number {
  return SEVERITIES.indexOf(severity);
}

function ownerOf({ labels }: Alert): string {
  if (labels.service !== undefined) return `service=${labels.service}`;
  return labels.target === undefined ? "" : `target=${labels.target}`;
}

const TARGET_NAMES: Record<string, string> = { redis: "Redis", postgres: "Postgres", machine: "this machine" };

function nameOf(owner: string): string {
  const name = owner.slice(owner.indexOf("=") + 1);
  return TARGET_NAMES[name] ?? name;
}

/** Those that began soon after each other. */
function clustersOf(alerts: readonly Alert[]): Alert[][] {
  const clusters: Alert[][] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const alert of [...alerts].sort((a, b) => a.since.localeCompare(b.since))) {
    const sinceMs = Date.parse(alert.since);
    if (sinceMs - lastMs > TOGETHER_MS) clusters.push([]);
    clusters.at(-1)?.push(alert);
    lastMs = sinceMs;
  }
  return clusters;
}

function by<T>(list: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const known = groups.get(key(one));
    if (known) known.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
}
