import { useMemo, useRef, useState } from "react";
import { figureText } from "../lib/format.ts";
import { axisText, clockText, dayText } from "../lib/time.ts";
import { Brush } from "./brush.tsx";
import { barsOf, timeTicks } from "./stacked-bars.ts";

export interface StackedBarsProps {
  /** Bounds of the time axis, ms. */
  from: number;
  to: number;
  stepSeconds: number;
  /** What is stacked, from the axis upwards. */
  parts: readonly { name: string; color: string }[];
  /** Ascending; windows without anything may be left out. `values` are in the order of `parts`. */
  windows: readonly { start: number; values: readonly number[] }[];
  /** What it shows, in words: all that a screen reader gets of the bars. */
  label: string;
  height: number;
  /** A range was brushed, in ms. */
  onRange: (from: number, to: number) => void;
}

/**
 * Counts over time, parted by kind. Made of elements, not of a canvas: so few bars need no library. Drag over them, or click one, to
 * choose its time.
 */
export function StackedBars({ from, to, stepSeconds, parts, windows, label, height, onRange }: StackedBarsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const { bars, top } = useMemo(
    () => barsOf({ from, to, stepSeconds, windows, height }),
    [from, to, stepSeconds, windows, height],
  );
  const timeAt = (x: number) => {
    const width = box.current?.clientWidth ?? 0;
    return width === 0 ? null : from + (x / width) * (to - from);
  };
  const stepMs = stepSeconds * 1000;
  const pointedStart = pointed === null ? null : Math.floor(pointed / stepMs) * stepMs;
  const pointedWindow = windows.find(({ start }) => start === pointedStart);

  return (
    <figure className="figure text-[11px] leading-4">
      <Brush timeAt={timeAt} from={from} to={to} onRange={onRange} onPointed={(is) => !is && setPointed(null)}>
        <div
          ref={box}
          role="img"
          aria-label={label}
          className="relative border-b border-edge"
          style={{ height }}
          onPointerMove={(event) => {
            const { left, width } = event.currentTarget.getBoundingClientRect();
            setPointed(from + ((event.clientX - left) / width) * (to - from));
          }}
        >
          {top > 0 && <span className="absolute top-0 left-0 text-muted">{figureText(top, "count")}</span>}
          <svg
            aria-hidden="true"
            viewBox={`0 0 1000 ${height}`}
            preserveAspectRatio="none"
            className="absolute inset-0 size-full"
            shapeRendering="crispEdges"
          >
            {bars.map(({ start, x, width, pieces }) => (
              <g key={start} opacity={pointedStart !== null && start !== pointedStart ? 0.55 : 1}>
                {pieces.map(({ part, y, height: size }) => (
                  <rect key={part} x={x} y={y} width={width} height={size} fill={parts[part]?.color} />
                ))}
              </g>
            ))}
          </svg>
        </div>
      </Brush>
      <figcaption className="relative flex h-5 overflow-hidden text-muted">
        {pointedStart !== null ? (
          <span className="pt-0.5 whitespace-nowrap">
            <span className="text-bright">
              {dayText(pointedStart)} {clockText(pointedStart)} – {clockText(pointedStart + stepMs)}
            </span>
            {"  "}
            {parts
              .map(({ name }, index) => ({ name, value: pointedWindow?.values[index] ?? 0 }))
              .filter(({ value }) => value > 0)
              .map(({ name, value }) => `${figureText(value, "count")} ${name}`)
              .join(" · ") || "nothing"}
          </span>
        ) : (
          timeTicks(from, to).map((time) => (
            <span
              key={time}
              className="absolute pt-0.5 whitespace-nowrap"
              style={{ left: `${((time - from) / (to - from)) * 100}%` }}
            >
              {axisText(time)}
            </span>
          ))
        )}
      </figcaption>
    </figure>
  );
}
