import { busiestEndpoints } from "../../alerting/busiest.ts";
import { checkRule } from "../../alerting/check.ts";
import type { Reading } from "../../alerting/condition.ts";
import { worse } from "../../alerting/condition.ts";
import { coarsened, type Episode, episodesOf, evidenceOf, previewStep } from "../../alerting/preview.ts";
import { replay } from "../../alerting/replay.ts";
import type { RuleDraft, Subject } from "../../alerting/rule.ts";
import { isoTime, lastMinute, windowStarts } from "../../period.ts";
import type { ApiContext } from "../../trpc.ts";
import type { Preview } from "./shapes.ts";

const WEEK_SECONDS = 7 * 86_400;
/** Episodes that are told one by one. */
const TOLD = 200;
/** Points of the chart. */
const POINTS = 1_000;

/** Of each endpoint, a week of windows is held in memory at once: about 2 MB and 15 ms. */
const MOST_ENDPOINTS = 100;

interface Watched {
  subject: Subject;
  readings: Reading[];
  episodes: Episode[];
}

/** What the rule would have done in the last 7 days, or for as long as anything is known. Throws RULE_INVALID or SEARCH_INVALID. */
export async function previewRule(ctx: ApiContext, rule: RuleDraft): Promise<Preview> {
  await checkRule(ctx.store, rule);
  const nowMs = ctx.now();
  const { stepSeconds, approximation } = previewStep(rule);
  const whole = (seconds: number) => Math.floor(seconds / stepSeconds) * stepSeconds;
  const toSeconds = whole(lastMinute(nowMs).toSeconds);
  const asked = { fromSeconds: whole(toSeconds - WEEK_SECONDS), toSeconds };
  const endpointIds = await busiestEndpoints(ctx.store, rule, { period: asked, limit: MOST_ENDPOINTS });
  const replayed = await replay(rule, {
    store: ctx.store,
    period: asked,
    stepSeconds,
    nowMs,
    endpointIds: endpointIds ?? undefined,
  });
  const starts = windowStarts(asked, stepSeconds);

  const judged = coarsened(rule, stepSeconds);
  const watched = replayed.map(
    ({ subject, readings }): Watched => ({
      subject,
      readings,
      episodes: episodesOf(judged, readings, { starts, stepSeconds }),
    }),
  );
  // What was known of nothing in the beginning is not a week without alerts.
  const known = watched.map(({ readings }) => readings.findIndex(({ value }) => value !== null));
  const first = Math.min(...known.filter((i) => i >= 0), starts.length);
  const period = { fromSeconds: starts[first] ?? toSeconds, toSeconds };
  const [shown] = [...watched].sort(
    (a, b) => b.episodes.length - a.episodes.length || comparedWorst(rule, worstOf(rule, a), worstOf(rule, b)),
  );
  return {
    from: isoTime(period.fromSeconds),
    to: isoTime(toSeconds),
    approximation:
      endpointIds === null
        ? approximation
        : `${approximation ?? ""} Only the ${MOST_ENDPOINTS} endpoints with the most requests were looked at.`.trim(),
    fired: watched.reduce((sum, { episodes }) => sum + episodes.length, 0),
    subjects: watched.length,
    episodes: watched
      .flatMap(({ subject, episodes }) => episodes.map((episode) => told(subject, episode)))
      .sort((a, b) => lengthOf(b, toSeconds) - lengthOf(a, toSeconds))
      .slice(0, TOLD),
    evidence: {
      ...thinned(rule, shown?.readings.slice(first) ?? [], { period, stepSeconds }),
      subject: shown?.subject.key ?? "",
    },
  };
}

function told({ key, labels }: Subject, { fromSeconds, toSeconds, worstValue }: Episode): Preview["episodes"][number] {
  return {
    subject: key,
    labels,
    from: isoTime(fromSeconds),
    to: toSeconds === null ? null : isoTime(toSeconds),
    worstValue,
  };
}

function lengthOf({ from, to }: Preview["episodes"][number], endSeconds: number): number {
  return (to === null ? endSeconds * 1000 : Date.parse(to)) - Date.parse(from);
}

/** At most so many points, each the worst of its stretch: a peak that fires stays to be seen. */
function thinned(
  rule: RuleDraft,
  readings: readonly Reading[],
  { period, stepSeconds }: { period: { fromSeconds: number; toSeconds: number }; stepSeconds: number },
) {
  const each = Math.max(1, Math.ceil(readings.length / POINTS));
  const width = each * stepSeconds;
  const fromSeconds = Math.floor(period.fromSeconds / width) * width;
  const offset = (period.fromSeconds - fromSeconds) / stepSeconds;
  const stretches: Reading[] = [];
  for (const [i, { value, samples }] of readings.entries()) {
    const at = Math.floor((i + offset) / each);
    const so = stretches[at] ?? { value: null, samples: 0 };
    const worst = value === null ? so.value : so.value === null ? value : worse(rule, so.value, value);
    stretches[at] = { value: worst, samples: so.samples + samples };
  }
  return evidenceOf(stretches, { fromSeconds, toSeconds: period.toSeconds }, width);
}

function worstOf(rule: RuleDraft, { readings }: Watched): number | null {
  let worst: number | null = null;
  for (const { value } of readings) if (value !== null) worst = worst === null ? value : worse(rule, worst, value);
  return worst;
}

function comparedWorst(rule: RuleDraft, a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a === b ? 0 : worse(rule, a, b) === a ? -1 : 1;
}
