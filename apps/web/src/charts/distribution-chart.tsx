import { useMemo, useState } from "react";
import { figureText } from "../lib/format.ts";
import { type Bucket, distributionBars } from "./distribution-bars.ts";
import { logTicks } from "./log-ticks.ts";

export interface DistributionMark {
  name: string;
  /** Null where there is none. */
  valueMs: number | null;
  color: string;
}

interface DistributionChartProps {
  /** Ascending; empty ones may be left out. */
  buckets: readonly Bucket[];
  marks: readonly DistributionMark[];
  height: number;
}

/** More labels than this do not fit below the chart on a phone. */
const MOST_TICKS = 6;
const MARK_ROW_PX = 18;

/**
 * How durations are spread: one bar per step of a logarithmic axis, as high as its count of requests. Made of elements, not of a
 * canvas: it needs no library, and its text is text.
 */
export function DistributionChart({ buckets, marks, height }: DistributionChartProps) {
  const { bars, positionOf } = useMemo(() => distributionBars(buckets), [buckets]);
  const [pointed, setPointed] = useState<number | null>(null);
  const total = bars.reduce((sum, { count }) => sum + count, 0);
  const top = niceTop(Math.max(1, ...bars.map(({ count }) => count)));
  const shown = marks.filter((mark): mark is DistributionMark & { valueMs: number } => mark.valueMs !== null);
  const axis = bars.filter(({ lowerMs }) => lowerMs > 0);
  const pointedBar = pointed === null ? undefined : bars[pointed];

  return (
    <figure className="figure text-[11px] leading-4">
      <div role="img" aria-label={distributionLabel(bars, marks)} className="flex">
        <Counts top={top} height={height} above={shown.length * MARK_ROW_PX} />
        <div className="min-w-0 flex-1">
          <div
            className="relative"
            style={{ height: height + shown.length * MARK_ROW_PX }}
            onPointerMove={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              const at = Math.floor(((event.clientX - box.left) / box.width) * bars.length);
              setPointed(at >= 0 && at < bars.length ? at : null);
            }}
            onPointerLeave={() => setPointed(null)}
          >
            <div className="absolute inset-x-0 bottom-0 flex items-end border-b border-edge" style={{ height }}>
              <span className="absolute inset-x-0 top-0 border-t border-inner" />
              <span className="absolute inset-x-0 top-1/2 border-t border-inner" />
              {bars.map(({ lowerMs, count }, at) => (
                <span
                  key={lowerMs}
                  className={`relative mx-px flex-1 ${at === pointed ? "bg-bright" : "bg-accent/70"}`}
                  // A single request among thousands is still to be seen.
                  style={{ height: count === 0 ? 0 : `max(1px, ${(count / top) * 100}%)` }}
                />
              ))}
            </div>
            {shown.map((mark, row) => (
              <MarkLine key={mark.name} mark={mark} at={positionOf(mark.valueMs)} top={row * MARK_ROW_PX} />
            ))}
          </div>
          <div className="relative h-5 text-[10px] text-muted">
            {ticksOf(axis).map((tick) => (
              <span
                key={tick}
                className="absolute top-1 -translate-x-1/2 whitespace-nowrap"
                style={{ left: `${Math.min(0.97, positionOf(tick)) * 100}%` }}
              >
                {figureText(tick, "ms")}
              </span>
            ))}
          </div>
        </div>
      </div>
      <figcaption className="flex min-h-4 flex-wrap justify-between gap-x-4 pt-1 text-muted">
        {pointedBar ? (
          <span className="text-bright">{barText(pointedBar, total)}</span>
        ) : (
          <span>requests by duration, logarithmic axis</span>
        )}
      </figcaption>
      <DistributionTable bars={bars} total={total} />
    </figure>
  );
}

function Counts({ top, height, above }: { top: number; height: number; above: number }) {
  return (
    <div className="relative w-10 shrink-0 text-right text-[10px] text-muted" style={{ height: height + above }}>
      {[1, 0.5, 0].map((share) => (
        <span key={share} className="absolute right-1.5 translate-y-1/2" style={{ bottom: share * height }}>
          {figureText(share * top, "count")}
        </span>
      ))}
    </div>
  );
}

/** Each mark has a row of its own for its label, so that marks close to one another stay readable. */
function MarkLine({ mark, at, top }: { mark: DistributionMark & { valueMs: number }; at: number; top: number }) {
  const leansLeft = at > 0.7;
  return (
    <span
      className="pointer-events-none absolute bottom-0 border-l border-dashed"
      style={{ left: `${at * 100}%`, top, borderColor: mark.color }}
    >
      <span className={`absolute top-0 whitespace-nowrap ${leansLeft ? "right-1" : "left-1"}`}>
        <span className="text-muted">{mark.name}</span>{" "}
        <span className="text-bright">{figureText(mark.valueMs, "ms")}</span>
      </span>
    </span>
  );
}

/** The same in numbers, for those who do not see the bars or want to know exactly. */
function DistributionTable({ bars, total }: { bars: readonly Bucket[]; total: number }) {
  return (
    <details className="pt-1">
      <summary className="w-fit text-accent hover:underline">as a table</summary>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls, and a section would be a landmark. */}
      <div
        role="group"
        aria-label="Table of the distribution"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        className="max-h-60 overflow-y-auto"
      >
        <table className="mt-1 w-full border-collapse">
          <caption className="sr-only">Requests by duration</caption>
          <thead>
            <tr className="label text-muted">
              <th scope="col" className="py-1 text-left font-normal">
                Duration
              </th>
              <th scope="col" className="text-right font-normal">
                Requests
              </th>
              <th scope="col" className="text-right font-normal">
                Share
              </th>
            </tr>
          </thead>
          <tbody>
            {bars
              .filter(({ count }) => count > 0)
              .map((bar) => (
                <tr key={bar.lowerMs} className="border-t border-inner">
                  <th scope="row" className="py-0.5 text-left font-normal">
                    {rangeText(bar)}
                  </th>
                  <td className="text-right text-bright">{figureText(bar.count, "count")}</td>
                  <td className="text-right">{figureText(bar.count / total, "ratio")}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** What a reader hears of the bars. */
function distributionLabel(bars: readonly Bucket[], marks: readonly DistributionMark[]): string {
  const total = bars.reduce((sum, { count }) => sum + count, 0);
  const most = bars.reduce<Bucket | null>((best, bar) => (bar.count > (best?.count ?? 0) ? bar : best), null);
  if (!most) return "Distribution of durations: no request.";
  const quantiles = marks.map(({ name, valueMs }) => `${name} ${figureText(valueMs, "ms")}`);
  return `Distribution of the durations of ${figureText(total, "count")} requests. Most, ${figureText(
    most.count / total,
    "ratio",
  )}, took ${rangeText(most)}. ${quantiles.join(", ")}.`;
}

function barText(bar: Bucket, total: number): string {
  return `${rangeText(bar)}: ${figureText(bar.count, "count")} ${bar.count === 1 ? "request" : "requests"}, ${figureText(
    total === 0 ? 0 : bar.count / total,
    "ratio",
  )}`;
}

function rangeText({ lowerMs, upperMs }: Bucket): string {
  if (lowerMs === 0) return "0\u202fms";
  return `${figureText(lowerMs, "ms")} – ${figureText(upperMs, "ms")}`;
}

function ticksOf(axis: readonly Bucket[]): number[] {
  const [first, last] = [axis[0], axis.at(-1)];
  return first && last ? logTicks(first.lowerMs, last.upperMs, MOST_TICKS) : [];
}

/** An even number, so that its half is one of requests too. */
function niceTop(highest: number): number {
  const power = 10 ** Math.floor(Math.log10(highest));
  const factor = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].find((each) => each * power >= highest) ?? 10;
  return Math.max(2, Math.ceil((factor * power) / 2) * 2);
}
