import { STATES, type StateName } from "./state.ts";

interface GaugeProps {
  label: string;
  /** 0–1; null where there is none. */
  ratio: number | null;
  /** The same, as it is written. */
  text: string;
  state: StateName;
  /** Marks on the arc, 0–1: where a state begins. */
  thresholds?: readonly number[];
}

const RADIUS = 40;
const CENTRE = { x: 50, y: 48 };

/** A half-circle from 0 to 100 %, coloured by its state. */
export function Gauge({ label, ratio, text, state, thresholds = [] }: GaugeProps) {
  return (
    <figure className="text-center">
      <svg
        viewBox="0 0 100 54"
        role="img"
        aria-label={`${label}: ${text}, ${STATES[state].word}`}
        className="block w-full"
      >
        <path d={arc(1)} fill="none" strokeWidth={7} className="stroke-inner" />
        {ratio !== null && (
          <path
            d={arc(1)}
            fill="none"
            strokeWidth={7}
            pathLength={1}
            strokeDasharray={`${clamped(ratio)} 2`}
            className={`stroke-current ${STATES[state].text}`}
          />
        )}
        {thresholds.map((threshold) => (
          <path key={threshold} d={tick(threshold)} strokeWidth={1.5} className="stroke-muted" />
        ))}
        <text x={CENTRE.x} y={46} textAnchor="middle" className="figure fill-bright text-[15px] font-semibold">
          {text}
        </text>
      </svg>
      <figcaption className="label text-muted">{label}</figcaption>
    </figure>
  );
}

function pointAt(ratio: number, radius: number): string {
  const angle = Math.PI * (1 - ratio);
  return `${(CENTRE.x + radius * Math.cos(angle)).toFixed(2)} ${(CENTRE.y - radius * Math.sin(angle)).toFixed(2)}`;
}

function arc(upTo: number): string {
  return `M${pointAt(0, RADIUS)}A${RADIUS} ${RADIUS} 0 0 1 ${pointAt(upTo, RADIUS)}`;
}

function tick(ratio: number): string {
  return `M${pointAt(clamped(ratio), RADIUS - 6)}L${pointAt(clamped(ratio), RADIUS + 6)}`;
}

function clamped(ratio: number): number {
  return Math.min(1, Math.max(0, ratio));
}
