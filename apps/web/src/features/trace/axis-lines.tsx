import { figureText } from "../../lib/format.ts";

interface AxisProps {
  /** Milliseconds since the trace's beginning. */
  ticks: readonly number[];
  durationMs: number;
  narrow: boolean;
}

/** Where the bars stand in a row, from its left edge to its right. */
export const BARS_WIDE = "absolute inset-y-0 right-3 left-[calc(min(46%,34rem)+5.5rem)]";
export const BARS_NARROW = "absolute inset-y-0 right-3 left-3";

/** The moments of a trace above its steps; they stay while the steps scroll. */
export function Axis({ ticks, durationMs, height, narrow }: AxisProps & { height: number }) {
  return (
    <div
      aria-hidden="true"
      className="sticky top-0 z-2 border-b border-inner bg-panel text-[10px] text-muted"
      style={{ height }}
    >
      <div className={narrow ? BARS_NARROW : BARS_WIDE}>
        {ticks.map((tick) => {
          const share = durationMs > 0 ? tick / durationMs : 0;
          return (
            <span
              key={tick}
              className={`figure absolute top-1.5 whitespace-nowrap ${share > 0.93 ? "-translate-x-full pr-1" : "pl-1"}`}
              style={{ left: `${share * 100}%` }}
            >
              {figureText(tick, "ms")}
            </span>
          );
        })}
      </div>
    </div>
  );
}

/** The same moments as lines behind the bars. */
export function AxisLines({ ticks, durationMs, narrow }: AxisProps) {
  return (
    <div aria-hidden="true" className={`pointer-events-none ${narrow ? BARS_NARROW : BARS_WIDE}`}>
      {ticks.map((tick) => (
        <span
          key={tick}
          className="absolute inset-y-0 border-l border-inner"
          style={{ left: `${durationMs > 0 ? (tick / durationMs) * 100 : 0}%` }}
        />
      ))}
    </div>
  );
}
