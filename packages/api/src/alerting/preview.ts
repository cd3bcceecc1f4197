import type { Period, Store } from "@vigie/storage";
import { chartStep } from "@vigie/storage";
import { isoTime, windowStarts } from "../period.ts";
import { type ConditionRule, type ConditionState, type Reading, step, worse } from "./condition.ts";
import { type Replayed, replay } from "./replay.ts";
import type { AlertRule, Evidence, RuleDraft } from "./rule.ts";
import { secondsText } from "./text.ts";

/** One alert that a rule would have opened. Times are seconds since 1970. */
export interface Episode {
  fromSeconds: number;
  /** Null: it would be open now. */
  toSeconds: number | null;
  worstValue: number;
}

const MINUTE = 60;
/** Points of a chart of evidence. */
const EVIDENCE_POINTS = 300;
/** Windows wider than this are replayed in steps of ten minutes. */
const WIDE_WINDOW = 900;

/** Distance of the readings of a preview, and in words how far that is from what the rule does. */
export function previewStep(rule: RuleDraft): { stepSeconds: number; approximation: string | null } {
  const isEach = rule.scope.endpoint === "each";
  const isWide = rule.windowSeconds > WIDE_WINDOW;
  // Of many endpoints wide windows are not merged anew for each reading: one follows the other.
  const stepSeconds =
    isEach && isWide
      ? 10 * MINUTE * Math.round(rule.windowSeconds / (10 * MINUTE))
      : isEach || isWide
        ? 10 * MINUTE
        : MINUTE;
  const window = Math.max(rule.windowSeconds, stepSeconds);
  const judged = `judged every ${secondsText(stepSeconds)} instead of every 10 s`;
  const over =
    window === rule.windowSeconds ? "" : `, over ${secondsText(window)} instead of ${secondsText(rule.windowSeconds)}`;
  return { stepSeconds, approximation: `The past is kept in coarser windows: ${judged}${over}.` };
}

/** The rule as it is judged at coarser steps: what lies within one step cannot be told. */
export function coarsened<R extends ConditionRule>(rule: R, stepSeconds: number): R {
  const whole = (seconds: number) => Math.floor(seconds / stepSeconds) * stepSeconds;
  return { ...rule, forSeconds: whole(rule.forSeconds), clearSeconds: whole(rule.clearSeconds) };
}

/** The alerts that readings, one at the end of each step, would have made. */
export function episodesOf(
  rule: ConditionRule,
  readings: readonly Reading[],
  { starts, stepSeconds }: { starts: readonly number[]; stepSeconds: number },
): Episode[] {
  const episodes: Episode[] = [];
  let state: ConditionState | undefined;
  let open: Episode | undefined;
  for (const [i, reading] of readings.entries()) {
    const atSeconds = (starts[i] ?? 0) + stepSeconds;
    const next = step(rule, state, reading, atSeconds);
    if (next.change === "opened" && reading.value !== null) {
      open = { fromSeconds: next.state?.breachSince ?? atSeconds, toSeconds: null, worstValue: reading.value };
      episodes.push(open);
    } else if (open !== undefined) {
      if (next.state?.noDataSince == null && reading.value !== null)
        open.worstValue = worse(rule, open.worstValue, reading.value);
      if (next.change !== null) {
        open.toSeconds = atSeconds;
        open = undefined;
      }
    }
    state = next.state ?? undefined;
  }
  return episodes;
}

export function evidenceOf(readings: readonly Reading[], period: Period, stepSeconds: number): Evidence {
  const starts = windowStarts(period, stepSeconds);
  return {
    from: isoTime(period.fromSeconds),
    to: isoTime(period.toSeconds),
    stepSeconds,
    times: starts.map((start) => start * 1000),
    values: starts.map((_, i) => readings[i]?.value ?? null),
  };
}

/** What the rule of an alert measured of its subject over a period. */
export async function readEvidence(
  store: Store,
  {
    rule,
    labels,
    period,
    nowMs,
  }: { rule: AlertRule; labels: Readonly<Record<string, string>>; period: Period; nowMs: number },
): Promise<Evidence> {
  const stepSeconds = chartStep({ period, maxPoints: EVIDENCE_POINTS, nowMs });
  const draft: RuleDraft = { ...rule, scope: scopeOf(rule, labels), ...UNUSED };
  const replayed: Replayed[] = await replay(draft, { store, period, stepSeconds, nowMs });
  return evidenceOf(replayed[0]?.readings ?? [], period, stepSeconds);
}

/** Of a rule, what replaying does not look at. */
const UNUSED = { clearSeconds: 0, minimumSamples: 0, severity: "info", isEnabled: true } as const;

/** The one subject with these labels, as a scope. */
function scopeOf({ metric }: AlertRule, given: Readonly<Record<string, string>>): RuleDraft["scope"] {
  // Samples have labels of the user's own, whatever they are called: of what is made of them only the service is ours.
  if (metric.kind === "sample") {
    const { service, ...labels } = given;
    return { service, ...(Object.keys(labels).length > 0 && { labels }) };
  }
  const { service, method, route, release, target: _target, ...labels } = given;
  return {
    service,
    release,
    ...(method !== undefined && route !== undefined && { endpoint: { method, route } }),
    ...(Object.keys(labels).length > 0 && { labels }),
  };
}
