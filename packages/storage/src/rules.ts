import { ALERTS_CHANNEL, afterEvaluation, changedByPerson, noteEvents, type TellAlerts } from "./alerts.ts";
import type { Sql, Transaction } from "./connection.ts";

/** A rule as stored; what metric and scope mean is known above. */
export interface StoredRule {
  id: number;
  seed: string | null;
  name: string;
  metric: unknown;
  scope: unknown;
  comparison: string;
  threshold: number;
  clearThreshold: number | null;
  windowSeconds: number;
  forSeconds: number;
  clearSeconds: number;
  minimumSamples: number;
  severity: string;
  hint: string;
  isEnabled: boolean;
  version: number;
  /** ISO 8601 */
  createdAt: string;
  updatedAt: string;
}

export type RuleToStore = Omit<StoredRule, "id" | "seed" | "version" | "createdAt" | "updatedAt">;

/** Why alerts end when somebody changes their rule. */
export type RuleResolution = "rule-disabled" | "rule-changed" | "rule-removed";

/** All rules, oldest first. */
export async function readRules(sql: Sql): Promise<StoredRule[]> {
  return (await sql<Row[]>`SELECT ${columns(sql)} FROM rules ORDER BY id`).map(toRule);
}

export async function insertRule(sql: Sql, rule: RuleToStore, atMs: number): Promise<StoredRule> {
  const at = new Date(atMs).toISOString();
  const [row] = await sql.begin(async (tx) => {
    const rows = await tx<Row[]>`
      INSERT INTO rules ${tx({ ...valuesOf(rule), created_at: at, updated_at: at })} RETURNING ${columns(tx)}`;
    await changedByPerson(tx);
    return rows;
  });
  return toRule(row as Row);
}

/**
 * Null when it has another version by now. Where it measures something else or elsewhere from now on, its open alerts end; a new threshold is
 * for the next evaluation to judge. `tell` adds to the transaction what is to be told of alerts that end.
 */
export async function updateRule(
  sql: Sql,
  change: { id: number; version: number; rule: RuleToStore; endsAlerts: RuleResolution | null; atMs: number },
  tell: TellAlerts,
): Promise<StoredRule | null> {
  const { id, version, rule, endsAlerts, atMs } = change;
  const at = new Date(atMs).toISOString();
  return sql.begin(async (tx) => {
    await afterEvaluation(tx);
    const [row] = await tx<Row[]>`
      UPDATE rules SET ${tx({ ...valuesOf(rule), updated_at: at })}, version = version + 1
      WHERE id = ${id} AND version = ${version} RETURNING ${columns(tx)}`;
    if (row === undefined) return null;
    if (endsAlerts !== null) await endAlerts(tx, { ruleId: id, resolution: endsAlerts, at: atMs / 1000 }, tell);
    await changedByPerson(tx);
    return toRule(row);
  }) as Promise<StoredRule | null>;
}

/** False when there is none. Its open alerts end. */
export async function removeRule(
  sql: Sql,
  { id, atMs }: { id: number; atMs: number },
  tell: TellAlerts,
): Promise<boolean> {
  return sql.begin(async (tx) => {
    await afterEvaluation(tx);
    const removed = await tx`DELETE FROM rules WHERE id = ${id} RETURNING 1`;
    if (removed.length === 0) return false;
    await endAlerts(tx, { ruleId: id, resolution: "rule-removed", at: atMs / 1000 }, tell);
    await changedByPerson(tx);
    return true;
  }) as Promise<boolean>;
}

async function endAlerts(
  tx: Transaction,
  { ruleId, resolution, at }: { ruleId: number; resolution: RuleResolution; at: number },
  tell: TellAlerts,
): Promise<void> {
  const ended = await tx<{ id: number; severity: string }[]>`
    UPDATE alerts SET resolved_at = to_timestamp(${at}::float8), resolution = ${resolution}
    WHERE rule_id = ${ruleId} AND resolved_at IS NULL RETURNING id::float8, severity`;
  await tx`DELETE FROM rule_states WHERE rule_id = ${ruleId}`;
  if (ended.length === 0) return;
  await noteEvents(tx, { alertIds: ended.map(({ id }) => id), kind: "resolved", at, note: resolution });
  await tell(tx, ended, "resolved", 0);
  await tx`SELECT pg_notify(${ALERTS_CHANNEL}, '')`;
}

type Row = Omit<StoredRule, "createdAt" | "updatedAt"> & { createdAt: Date | string; updatedAt: Date | string };

function toRule(row: Row): StoredRule {
  const iso = (time: Date | string) => new Date(time).toISOString();
  return { ...row, createdAt: iso(row.createdAt), updatedAt: iso(row.updatedAt) };
}

function columns(sql: Sql | Transaction) {
  return sql`
    id::float8, seed, name, metric, scope, comparison, threshold, clear_threshold AS "clearThreshold", window_seconds AS "windowSeconds",
    for_seconds AS "forSeconds", clear_seconds AS "clearSeconds", minimum_samples AS "minimumSamples", severity, hint,
    is_enabled AS "isEnabled", version, created_at AS "createdAt", updated_at AS "updatedAt"`;
}

function valuesOf(rule: RuleToStore) {
  return {
    name: rule.name,
    metric: JSON.stringify(rule.metric),
    scope: JSON.stringify(rule.scope),
    comparison: rule.comparison,
    threshold: rule.threshold,
    clear_threshold: rule.clearThreshold,
    window_seconds: rule.windowSeconds,
    for_seconds: rule.forSeconds,
    clear_seconds: rule.clearSeconds,
    minimum_samples: rule.minimumSamples,
    severity: rule.severity,
    hint: rule.hint,
    is_enabled: rule.isEnabled,
  };
}
