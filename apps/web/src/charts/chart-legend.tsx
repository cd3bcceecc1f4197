import { figureText, type Unit } from "../lib/format.ts";
import { expectedText } from "./expected-text.ts";
import type { TimeChartData, TimeSeries } from "./series.ts";

/** What the lines of a chart are called, each with its newest value. */
export function ChartLegend({ data }: { data: TimeChartData }) {
  return (
    <ul className="figure flex flex-wrap gap-x-2.5 text-[11px]">
      {data.series.map((series) => (
        <li key={series.name} className="flex items-center gap-1 whitespace-nowrap">
          <span aria-hidden="true" className="h-0.5 w-2" style={{ background: series.color }} />
          <span className="text-muted">{series.name}</span> <span>{newestText(series, data.units)}</span>
        </li>
      ))}
      {(data.expected ?? []).map(({ name, color }) => (
        <li key={name} className="flex items-center gap-1 whitespace-nowrap">
          <span aria-hidden="true" className="h-2 w-2 opacity-30" style={{ background: color }} />
          <span className="text-muted">{name}</span>
        </li>
      ))}
    </ul>
  );
}

/** What a screen reader hears of a chart. */
export function chartLabel(subject: string, { series, units, expected = [] }: TimeChartData): string {
  const newest = [
    ...series.map((each) => `${each.name} ${newestText(each, units)}`),
    ...expected.map(
      (area) =>
        `${area.name} ${expectedText(
          area,
          area.low.findLastIndex((low) => low !== null),
          units,
        )}`,
    ),
  ];
  return `${subject} over time. Newest: ${newest.join(", ")}.`;
}

/** Nothing is known of any series. */
export function isEmpty({ series }: TimeChartData): boolean {
  return series.every(({ values }) => values.every((value) => value === null));
}

function newestText({ values, axis }: TimeSeries, units: { left: Unit; right?: Unit }): string {
  return figureText(
    values.findLast((value) => value !== null),
    axis === "right" ? (units.right ?? units.left) : units.left,
  );
}
