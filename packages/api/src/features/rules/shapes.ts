import type { Evidence, Rule, RuleMetric } from "../../alerting/rule.ts";
import type { Unit } from "../../figures/definition.ts";

export interface ListedRule extends Rule {
  /** How a person reads its metric. */
  label: string;
  unit: Unit;
  /** "Error rate (5xx) above 5 % over 1 min for 30 s" */
  text: string;
  /** Alerts of it that are open, and how many opened in the last 7 days. */
  openAlerts: number;
  alertsInWeek: number;
  /** Why it cannot be evaluated right now; null when it can. */
  problem: string | null;
}

/** What can be measured, for the editor. */
export interface OfferedMetric {
  metric: RuleMetric;
  group: "Requests" | "Redis" | "Postgres" | "Machine and processes" | "Logs" | "Own metrics" | "Services";
  label: string;
  unit: Unit;
  /** Which way is worse; null where neither is. */
  worse: "above" | "below" | null;
  /** Which parts of a scope it takes. */
  scopes: ("service" | "endpoint" | "release" | "labels")[];
}

/** What a rule would have done. */
export interface Preview {
  /** What was looked at; shorter than 7 days where less is known. */
  from: string;
  to: string;
  /** Set where the past is known only in coarser windows than the rule uses: then it is a little less exact, and this says how. */
  approximation: string | null;
  /** Alerts that it would have opened. */
  fired: number;
  /** How many things it watches. */
  subjects: number;
  /** The longest of them, at most 200. */
  episodes: { subject: string; labels: Record<string, string>; from: string; to: string | null; worstValue: number }[];
  /** The measured values of the subject that fired most, or has the worst value. */
  evidence: Evidence & { subject: string };
}
