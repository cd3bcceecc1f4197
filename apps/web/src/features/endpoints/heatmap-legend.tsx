import { EMPTY_COLOR, type HeatmapData, HUES, heatScale } from "../../charts/index.tsx";
import { figureText } from "../../lib/format.ts";
import type { Heat } from "./heat.ts";

const WORDS = {
  p95: { unit: "ms", empty: "no request", scale: "P95, logarithmic" },
  errors: { unit: "count", empty: "no 5xx", scale: "5xx, logarithmic" },
} as const;

const HATCH = "bg-[repeating-linear-gradient(135deg,var(--color-edge)_0_1px,transparent_1px_4px)]";

/** What the colours stand for, in words and figures. */
export function HeatmapLegend({ data, heat }: { data: HeatmapData; heat: Heat }) {
  const { unit, empty, scale } = WORDS[heat];
  const ends = heatScale(data);
  return (
    <ul aria-label="Legend" className="flex flex-wrap gap-x-5 gap-y-1 text-[11px] text-muted">
      {ends && (
        <li className="flex items-center gap-1.5">
          {scale}: <span className="figure text-body">{figureText(ends.least, unit)}</span>
          <span
            aria-hidden="true"
            className="h-2.5 w-24"
            style={{ background: `linear-gradient(to right, ${HUES[data.hue].join(",")})` }}
          />
          <span className="figure text-body">{figureText(ends.greatest, unit)}</span>
        </li>
      )}
      <li className="flex items-center gap-1.5">
        <span aria-hidden="true" className="size-2.5 border border-edge" style={{ background: EMPTY_COLOR }} /> {empty}
      </li>
      <li className="flex items-center gap-1.5">
        <span aria-hidden="true" className={`size-2.5 border border-edge ${HATCH}`} /> not known
      </li>
    </ul>
  );
}
