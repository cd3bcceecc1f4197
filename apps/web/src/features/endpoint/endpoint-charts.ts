import { COLORS, PART_TONES, type TimeChartData } from "../../charts/index.tsx";
import { emptyStart } from "../../lib/empty-start.ts";
import { TIME_PART_NAMES } from "../../lib/time-parts.ts";
import type { EndpointDetail } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";

type Frame = Omit<TimeChartData, "series" | "units">;
type Values = readonly (number | null)[];

/** The colours of P50, P95 and P99, in every chart that tells them. */
export const QUANTILE_COLORS = { p50: COLORS.muted, p95: COLORS.accent, p99: COLORS.warning } as const;

/**
 * The three charts over time. `trimmed` leaves out what lies before anything was ever heard of the service: for a period that was
 * chosen by its length. A range that was chosen by its bounds is shown with them.
 */
export function endpointCharts(detail: EndpointDetail, trimmed: boolean) {
  const { timeline } = detail;
  const begun = trimmed
    ? emptyStart({ times: timeline.times, to: detail.to }, (at) => (timeline.requestsPerSecond[at] ?? null) !== null)
    : 0;
  const cut = (values: Values) => values.slice(begun);
  const frame: Frame = {
    from: begun > 0 ? (timeline.times[begun] ?? Date.parse(detail.from)) : Date.parse(detail.from),
    to: Date.parse(detail.to),
    times: timeline.times.slice(begun),
    stepSeconds: timeline.stepSeconds,
    marks: deployMarks(detail),
  };

  const line = (name: string, values: Values, color: string) =>
    ({ name, values: cut(values), color, kind: "line", axis: "left" }) as const;
  const area = (name: string, values: Values, color: string) =>
    ({ name, values: cut(values), color, kind: "area", stack: "all", axis: "left" }) as const;

  const band = (name: string, values: Values, color: string) =>
    ({ name, values: cut(values), color, kind: "band", stack: "all", axis: "left" }) as const;

  const latency: TimeChartData = {
    ...frame,
    units: { left: "ms" },
    series: [
      line("P50", timeline.p50Ms, QUANTILE_COLORS.p50),
      line("P95", timeline.p95Ms, QUANTILE_COLORS.p95),
      line("P99", timeline.p99Ms, QUANTILE_COLORS.p99),
    ],
  };
  const { serverErrors, clientErrors, others } = perSecond(detail);
  const throughput: TimeChartData = {
    ...frame,
    units: { left: "perSecond" },
    // Errors lie on the floor, where a few of them are seen, and not on top of a total that moves.
    series: [
      area("5xx", serverErrors, COLORS.critical),
      area("4xx", clientErrors, COLORS.warning),
      area("other", others, COLORS.ok),
    ],
  };
  const parts: TimeChartData = {
    ...frame,
    units: { left: "ms" },
    series: [timeline.ownMs, timeline.poolMs, timeline.sqlMs, timeline.cacheMs, timeline.httpMs].map((values, at) =>
      band(TIME_PART_NAMES[at] ?? "", values, PART_TONES[at] ?? COLORS.muted),
    ),
  };
  return { latency, throughput, parts };
}

/**
 * Without the series that are nothing throughout: the line of a nothing lies on the one below it, and would hide it under its own
 * colour. Of nothing but nothings the last one stays.
 */
export function withoutNothings(data: TimeChartData): TimeChartData {
  const something = data.series.filter(({ values }) => values.some((value) => value !== null && value !== 0));
  return { ...data, series: something.length > 0 ? something : data.series.slice(-1) };
}

/** Requests per second by how they ended; the three together are all requests. Null stays a gap. */
function perSecond({ from, to, timeline }: EndpointDetail) {
  const { times, stepSeconds, requestsPerSecond } = timeline;
  // The first and the last window may reach past the period: rates are of the seconds that lie in it, as those of all requests are.
  const secondsOf = (start: number) =>
    Math.max(1, (Math.min(Date.parse(to), start + stepSeconds * 1000) - Math.max(Date.parse(from), start)) / 1000);
  const rate = (counts: Values) =>
    counts.map((count, at) => (count === null ? null : count / secondsOf(times[at] ?? 0)));
  const [serverErrors, clientErrors] = [rate(timeline.serverErrors), rate(timeline.clientErrors)];
  return {
    serverErrors,
    clientErrors,
    others: requestsPerSecond.map((all, at) =>
      all === null ? null : Math.max(0, all - (serverErrors[at] ?? 0) - (clientErrors[at] ?? 0)),
    ),
  };
}

/** Where a release was seen first, if another one was there before: that is a deploy. */
export function deployMarks({ from, to, releases, timeline }: EndpointDetail): TimeChartData["marks"] {
  const seen = releases
    .filter(({ name }) => name !== "")
    .map(({ name, firstSeen }) => ({ time: Date.parse(firstSeen), label: shortName(name) }))
    .sort((one, other) => one.time - other.time);
  const begun = seen[0]?.time ?? 0;
  const fromMs = Math.max(Date.parse(from), timeline.times[0] ?? 0);
  return seen.filter(({ time }) => time > begun && time > fromMs && time <= Date.parse(to));
}

/** A commit is told by its first seven digits, as git does; a long name by its beginning. */
function shortName(release: string): string {
  if (/^[0-9a-f]{12,}$/.test(release)) return release.slice(0, 7);
  const visible = visibleText(release);
  return visible.length > 20 ? `${visible.slice(0, 19)}…` : visible;
}
