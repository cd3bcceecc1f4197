import { type ExpectedArea, STATE_COLORS, type TimeChartData } from "../../charts/index.tsx";
import { figureText } from "../../lib/format.ts";
import type { ExpectedBands, FigureKey, Timeline } from "../../lib/trpc.ts";
import { STATES } from "../../ui/state.ts";
import type { PanelDefinition } from "./panels.ts";

/** A limit is drawn when the lines reach at least this share of it: else it would only press them flat. */
const LIMIT_SHOWN_FROM = 0.4;

export function chartDataOf(
  { part, series, units, limit, expected }: PanelDefinition,
  timeline: Timeline,
  bands?: ExpectedBands,
): TimeChartData {
  const { values } = timeline;
  const end = Date.parse(timeline.to);
  const alerts = timeline.alerts.filter((alert) => alert.part === part);
  const limitValue = limit ? newest(values[limit.figure]) : null;
  const highest = Math.max(
    0,
    ...series.filter(({ axis }) => axis !== "right").map(({ figure }) => peak(values[figure])),
  );
  const nearLimit = limit && limitValue !== null && limitValue > 0 && highest >= limitValue * LIMIT_SHOWN_FROM;
  return {
    from: Date.parse(timeline.from),
    to: end,
    times: timeline.times,
    stepSeconds: timeline.stepSeconds,
    units,
    marks: [...timeline.marks, ...alerts.map(({ from, severity }) => ({ time: from, label: STATES[severity].shape }))],
    ranges: alerts.map(({ from, to, severity }) => ({ from, to: to ?? end, color: STATE_COLORS[severity] })),
    level: nearLimit ? { value: limitValue, label: `${limit.name} ${figureText(limitValue, units.left)}` } : undefined,
    series: series.map(({ figure, name, color, kind, stack, axis }) => ({
      name,
      color,
      kind: kind ?? "line",
      stack,
      axis: axis ?? "left",
      values: values[figure] ?? [],
    })),
    expected: expected && bands ? areaOf(expected, bands, timeline.times) : [],
  };
}

/** Found by their times: the chart may leave out windows at its beginning. Nothing where nothing is known of any of them. */
function areaOf(
  { figure, ...look }: NonNullable<PanelDefinition["expected"]>,
  { times, bands }: ExpectedBands,
  shown: readonly number[],
): ExpectedArea[] {
  const band = bands.find((each) => each.figure === figure);
  if (!band) return [];
  const places = new Map(times.map((time, at) => [time, at]));
  const at = (bounds: readonly (number | null)[]) => shown.map((time) => bounds[places.get(time) ?? -1] ?? null);
  const low = at(band.low);
  return low.every((bound) => bound === null) ? [] : [{ axis: "left", ...look, low, high: at(band.high) }];
}

/** The values of one figure, for a sparkline. */
export function seriesOf(timeline: Timeline | undefined, figure: FigureKey): readonly (number | null)[] {
  return timeline?.values[figure] ?? [];
}

function newest(values: readonly (number | null)[] | undefined): number | null {
  return values?.findLast((value) => value !== null) ?? null;
}

function peak(values: readonly (number | null)[] | undefined): number {
  return (values ?? []).reduce<number>((highest, value) => Math.max(highest, value ?? 0), 0);
}
