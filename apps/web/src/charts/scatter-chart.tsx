import { type ReactNode, useCallback, useMemo, useState } from "react";
import { figureText } from "../lib/format.ts";
import { clockText } from "../lib/time.ts";
import { groupPath, type ScatterGroup, type ScatterScale, valueEnds, valueTicks, xOf, yOf } from "./scatter.ts";
import { tickText, timeTicks } from "./time-ticks.ts";
import { type ScatterArea, useScatterPointer } from "./use-scatter-pointer.ts";

interface ScatterChartProps {
  /** What is named last is drawn on top. */
  groups: readonly ScatterGroup[];
  /** Bounds of the time axis, ms. */
  from: number;
  to: number;
  height: number;
  /** What it shows: all that a screen reader gets of it. */
  label: string;
  onArea: (area: ScatterArea) => void;
  onPoint: (group: number, index: number) => void;
  /** What is told of a point below the chart. */
  describe: (group: number, index: number) => ReactNode;
  /** The same place where no point is pointed at. */
  hint: ReactNode;
}

const AXIS_PX = 20;
const VALUES_PX = 52;
const TICK_PX = 80;

/** Values over time, one mark each, on a logarithmic axis. Made of elements, not of a canvas: it needs no library. */
export function ScatterChart(props: ScatterChartProps) {
  const { groups, from, to, height, label, onArea, onPoint, describe, hint } = props;
  const [width, setWidth] = useState(0);
  const measure = useCallback((element: HTMLDivElement | null) => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const scale = useMemo<ScatterScale>(
    () => ({ width, height: height - AXIS_PX, from, to, ...valueEnds(groups) }),
    [width, height, from, to, groups],
  );
  const pointer = useScatterPointer({ groups, scale, onArea, onPoint });
  const { pointed, drag } = pointer;
  const point = pointed && groups[pointed.group]?.points[pointed.index];

  return (
    <figure className="figure text-[10px]">
      <div className="flex pr-3">
        <Values scale={scale} />
        <div
          ref={measure}
          className={`relative min-w-0 flex-1 touch-pan-y select-none ${pointed ? "cursor-pointer" : "cursor-crosshair"}`}
          style={{ height }}
          {...pointer.handlers}
        >
          {width > 0 && (
            <>
              <Marks groups={groups} scale={scale} label={label} />
              <Times scale={scale} />
              {point && (
                <span
                  className="pointer-events-none absolute size-3.5 -translate-1/2 border-2 border-bright"
                  style={{ left: xOf(point, scale), top: yOf(point, scale) }}
                />
              )}
              {drag && (
                <span
                  className="pointer-events-none absolute border border-accent bg-accent/15"
                  style={{
                    left: Math.min(drag.start.x, drag.end.x),
                    top: Math.min(drag.start.y, drag.end.y),
                    width: Math.abs(drag.end.x - drag.start.x),
                    height: Math.abs(drag.end.y - drag.start.y),
                  }}
                />
              )}
            </>
          )}
        </div>
      </div>
      <figcaption className="min-h-9 px-3 pt-1 pb-2 text-[11px] text-muted sm:min-h-6">
        {pointed ? describe(pointed.group, pointed.index) : hint}
      </figcaption>
    </figure>
  );
}

/** Width of the lines that are dots, and how they end. */
const STROKES = {
  circle: { strokeWidth: 6, strokeLinecap: "round" },
  square: { strokeWidth: 6, strokeLinecap: "square" },
  triangle: { strokeWidth: 1, strokeLinecap: "butt" },
  diamond: { strokeWidth: 1, strokeLinecap: "butt" },
} as const;

function Marks({ groups, scale, label }: { groups: readonly ScatterGroup[]; scale: ScatterScale; label: string }) {
  const paths = useMemo(() => groups.map((group) => ({ ...group, path: groupPath(group, scale) })), [groups, scale]);
  return (
    <svg
      role="img"
      aria-label={label}
      width={scale.width}
      height={scale.height}
      className="block overflow-visible [clip-path:inset(-5px)]"
    >
      {valueTicks(scale).map((tick) => (
        <line
          key={tick}
          x1={0}
          x2={scale.width}
          y1={yOf({ value: tick }, scale)}
          y2={yOf({ value: tick }, scale)}
          className="stroke-inner"
        />
      ))}
      <line x1={0} x2={scale.width} y1={scale.height} y2={scale.height} className="stroke-edge" />
      {paths.map(({ name, shape, color, path }) => (
        <path
          key={name}
          d={path}
          stroke={color}
          fill={shape === "triangle" || shape === "diamond" ? color : "none"}
          opacity={0.8}
          {...STROKES[shape]}
        />
      ))}
    </svg>
  );
}

function Values({ scale }: { scale: ScatterScale }) {
  return (
    <div aria-hidden="true" className="relative shrink-0 text-muted" style={{ width: VALUES_PX }}>
      {valueTicks(scale).map((tick) => (
        <span
          key={tick}
          className="absolute right-1.5 -translate-y-1/2 whitespace-nowrap"
          style={{ top: yOf({ value: tick }, scale) }}
        >
          {figureText(tick, "ms")}
        </span>
      ))}
    </div>
  );
}

function Times({ scale }: { scale: ScatterScale }) {
  const { from, to, width } = scale;
  const most = Math.max(2, Math.floor(width / TICK_PX));
  const ticks = timeTicks(from, to, most, new Date(from).getTimezoneOffset() * 60_000);
  // Between two of them is less than a minute: without seconds they would be told twice.
  const isFine = (ticks[1] ?? to) - (ticks[0] ?? from) < 60_000;
  return (
    <div aria-hidden="true" className="pointer-events-none text-muted">
      {ticks.map((tick) => {
        const x = xOf({ time: tick }, scale);
        const lean = x < 30 ? "" : x > width - 30 ? "-translate-x-full" : "-translate-x-1/2";
        return (
          <span key={tick} className={`absolute bottom-0.5 whitespace-nowrap ${lean}`} style={{ left: x }}>
            {isFine ? clockText(tick) : tickText(tick, to - from)}
          </span>
        );
      })}
    </div>
  );
}
