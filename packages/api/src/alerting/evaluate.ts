import {
  commitEvaluation,
  type Evaluation,
  enqueueNotifications,
  isConnectionProblem,
  type OpenAlert,
  problemOf,
  readEvaluationPlace,
  readOpenAlerts,
  readRuleStates,
  readRules,
  type Store,
  type StoredRuleState,
  type TellAlerts,
} from "@vigie/storage";
import { type ConditionState, type Reading, step, worse } from "./condition.ts";
import { createMeasuring, type Measured } from "./measure.ts";
import { lookOf } from "./metric.ts";
import type { AlertRule, Rule, Subject } from "./rule.ts";
import { sampledFigures } from "./subject.ts";

export interface EvaluateOptions {
  store: Store;
  /** What happened before this moment is judged; seconds since 1970, a whole ten. */
  toSeconds: number;
  nowMs: number;
}

export interface Evaluated {
  rules: number;
  /** Subjects that were judged. */
  subjects: number;
  opened: number;
  resolved: number;
  /** Rules that could not be measured, by id, with the reason. */
  problems: ReadonlyMap<number, string>;
}

/** How many rules are measured at once: as many as Vigie has connections, and a few more to keep them busy. */
const AT_ONCE = 16;

/**
 * Judges all rules at one moment and writes what follows: one transaction, in which alerts open and end and what is to be told is written
 * down. Null when another leader was faster or a person changed something meanwhile: then the next call finds all that it needs. A rule that
 * cannot be measured keeps its states, and does not hold up the others.
 */
export async function evaluateRules({ store, toSeconds, nowMs }: EvaluateOptions): Promise<Evaluated | null> {
  const from = await readEvaluationPlace(store.sql);
  const [stored, states, open] = await Promise.all([
    readRules(store.sql),
    readRuleStates(store.sql),
    readOpenAlerts(store.sql),
  ]);
  const rules = stored.map((rule) => rule as Rule).filter(({ isEnabled }) => isEnabled);
  const problems = new Map<number, string>();
  const measured = await measureAll({ store, toSeconds, nowMs }, rules, problems);
  const judging = new Judging({ states, open, toSeconds });
  for (const rule of rules) {
    const found = measured.get(rule.id);
    if (found !== undefined) judging.judge(rule, found);
  }
  const { changes, subjects } = judging;
  const committed = await commitEvaluation(
    store.sql,
    { from, to: toSeconds, at: nowMs / 1000, ...changes },
    tellAt(nowMs),
  );
  if (committed === null) return null;
  return {
    rules: rules.length,
    subjects,
    opened: committed.openedIds.length,
    resolved: changes.resolved.length,
    problems,
  };
}

/** What is told of alerts goes into the outbox of notifications. */
export function tellAt(atMs: number): TellAlerts {
  return (tx, alerts, kind, change) => enqueueNotifications(tx, { alerts, kind, change, atMs });
}

async function measureAll(
  options: EvaluateOptions,
  rules: readonly Rule[],
  problems: Map<number, string>,
): Promise<Map<number, Measured[]>> {
  const measure = createMeasuring(options);
  const keys = sampledFigures(rules);
  const measured = new Map<number, Measured[]>();
  const waiting = rules.values();
  const work = async () => {
    for (const rule of waiting) {
      try {
        measured.set(rule.id, await measure(rule, keys));
      } catch (error) {
        // Not this rule's trouble but the store's: then this moment is judged when it is back.
        if (isConnectionProblem(error)) throw error;
        problems.set(rule.id, problemOf(error));
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return measured;
}

/** Takes each subject of each rule one step on. */
class Judging {
  readonly changes: Omit<Evaluation, "from" | "to" | "at"> = {
    states: [],
    well: [],
    opened: [],
    seen: [],
    resolved: [],
  };
  subjects = 0;
  readonly #toSeconds: number;
  readonly #states = new Map<number, Map<string, StoredRuleState>>();
  readonly #open: ReadonlyMap<number, OpenAlert>;

  constructor({
    states,
    open,
    toSeconds,
  }: {
    states: readonly StoredRuleState[];
    open: readonly OpenAlert[];
    toSeconds: number;
  }) {
    this.#toSeconds = toSeconds;
    this.#open = new Map(open.map((alert) => [alert.id, alert]));
    for (const state of states) {
      const ofRule = this.#states.get(state.ruleId) ?? new Map<string, StoredRuleState>();
      this.#states.set(state.ruleId, ofRule.set(state.subject, state));
    }
  }

  judge(rule: Rule, measured: readonly Measured[]): void {
    const states = this.#states.get(rule.id);
    const missing = new Map(states);
    for (const { subject, reading } of measured) {
      missing.delete(subject.key);
      this.#judgeOne(rule, { subject, reading, before: states?.get(subject.key) });
    }
    // What it watched before and does not find now: there is nothing to judge.
    for (const [key, before] of missing) {
      this.#judgeOne(rule, { subject: { key, labels: {} }, reading: { value: null, samples: 0 }, before });
    }
  }

  #judgeOne(
    rule: Rule,
    { subject, reading, before }: { subject: Subject; reading: Reading; before: StoredRuleState | undefined },
  ): void {
    this.subjects++;
    const alert = before?.alertId == null ? undefined : this.#open.get(before.alertId);
    const was = before && { ...before, isOpen: alert !== undefined };
    const { state, change } = step(rule, was, reading, this.#toSeconds);
    if (change === "opened" && reading.value !== null && state?.breachSince != null) {
      this.changes.opened.push({
        ruleId: rule.id,
        subject: subject.key,
        rule: asAlertRule(rule),
        labels: subject.labels,
        severity: rule.severity,
        since: state.breachSince,
        value: reading.value,
      });
    } else if (alert !== undefined) {
      if (change !== null) this.changes.resolved.push({ alertId: alert.id, resolution: change });
      // With too few samples the value says nothing, and is not noted as what was seen last.
      const value = state?.noDataSince == null ? reading.value : null;
      const isWorst = value !== null && worse(rule, value, alert.worstValue) !== alert.worstValue;
      this.changes.seen.push({ alertId: alert.id, value, isWorst, noDataSince: state?.noDataSince ?? null });
    }
    if (state === null) {
      if (before !== undefined) this.changes.well.push({ ruleId: rule.id, subject: subject.key });
    } else if (!isSame(state, was)) {
      this.changes.states.push({
        ruleId: rule.id,
        subject: subject.key,
        breachSince: state.breachSince,
        clearSince: state.clearSince,
        noDataSince: state.noDataSince,
        isHandled: state.isHandled,
        alertId: alert?.id ?? null,
      });
    }
  }
}

function isSame(state: ConditionState, was: ConditionState | undefined): boolean {
  return (
    was !== undefined &&
    state.breachSince === was.breachSince &&
    state.clearSince === was.clearSince &&
    state.noDataSince === was.noDataSince &&
    state.isHandled === was.isHandled &&
    state.isOpen === was.isOpen
  );
}

/** What an alert keeps of its rule. */
function asAlertRule(rule: Rule): AlertRule {
  const { id, name, metric, comparison, threshold, clearThreshold, windowSeconds, forSeconds, hint } = rule;
  return {
    id,
    name,
    metric,
    comparison,
    threshold,
    clearThreshold,
    windowSeconds,
    forSeconds,
    hint,
    ...lookOf(metric),
  };
}
