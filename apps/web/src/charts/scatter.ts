import { logTicks } from "./log-ticks.ts";

/** What a scatter is given; it knows nothing of requests. */
export interface ScatterPoint {
  /** Milliseconds since the epoch. */
  time: number;
  /** Above 0 for the axis; what is not is drawn at its lower end. */
  value: number;
}

export type ScatterShape = "circle" | "diamond" | "triangle" | "square";

/** Points that look alike. */
export interface ScatterGroup {
  name: string;
  shape: ScatterShape;
  color: string;
  points: readonly ScatterPoint[];
}

export interface ScatterScale {
  width: number;
  height: number;
  from: number;
  to: number;
  /** Ends of the logarithmic axis. */
  low: number;
  high: number;
}

/** Below this nothing is told apart. */
const LEAST = 0.001;

/** The ends of an axis that has all values in it, with some room around them. */
export function valueEnds(groups: readonly ScatterGroup[]): { low: number; high: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const { points } of groups)
    for (const { value } of points) {
      if (value > 0 && value < least) least = value;
      if (value > most) most = value;
    }
  if (most === 0) return { low: 1, high: 1000 };
  const [low, high] = [Math.max(LEAST, least * 0.7), Math.max(LEAST, most) * 1.4];
  // Values that are nearly alike are not driven apart to both ends.
  const wider = Math.max(1, Math.sqrt(10 / (high / low)));
  return { low: low / wider, high: high * wider };
}

export function xOf({ time }: Pick<ScatterPoint, "time">, { from, to, width }: ScatterScale): number {
  return ((time - from) / (to - from)) * width;
}

export function yOf({ value }: Pick<ScatterPoint, "value">, { low, high, height }: ScatterScale): number {
  const share = Math.log(Math.max(value, low) / low) / Math.log(high / low);
  return (1 - share) * height;
}

/** The moment and value at a place of the chart, kept within it. */
export function placeAt(x: number, y: number, { width, height, from, to, low, high }: ScatterScale): ScatterPoint {
  const within = (share: number) => Math.min(1, Math.max(0, share));
  return {
    time: from + within(x / width) * (to - from),
    value: low * (high / low) ** (1 - within(y / height)),
  };
}

/** All points of a group as one path: thousands of elements would be slow. */
export function groupPath({ points, shape }: ScatterGroup, scale: ScatterScale): string {
  const draw = DRAWN[shape];
  return points.map((point) => draw(xOf(point, scale).toFixed(1), yOf(point, scale).toFixed(1))).join("");
}

/** A dot of no length is as large as its line is wide, round or square as its ends are. */
const DRAWN: Record<ScatterShape, (x: string, y: string) => string> = {
  circle: (x, y) => `M${x} ${y}h0`,
  square: (x, y) => `M${x} ${y}h0`,
  triangle: (x, y) => `M${x} ${y}m0-3.5l3.5 6h-7z`,
  diamond: (x, y) => `M${x} ${y}m0-3.5l3.5 3.5l-3.5 3.5l-3.5-3.5z`,
};

/** The point next to a place of the chart, as its group and index; null where none is near. Of equally near ones the last drawn. */
export function nearestPoint(
  groups: readonly ScatterGroup[],
  scale: ScatterScale,
  { x, y, within }: { x: number; y: number; within: number },
): { group: number; index: number } | null {
  let best: { group: number; index: number } | null = null;
  let least = within ** 2;
  for (const [group, { points }] of groups.entries())
    for (const [index, point] of points.entries()) {
      const distance = (xOf(point, scale) - x) ** 2 + (yOf(point, scale) - y) ** 2;
      if (distance <= least) {
        least = distance;
        best = { group, index };
      }
    }
  return best;
}

export function valueTicks({ low, high, height }: ScatterScale): number[] {
  return logTicks(low, high, Math.max(2, Math.floor(height / 28)));
}
