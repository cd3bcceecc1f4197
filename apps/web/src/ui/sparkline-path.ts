interface Size {
  width: number;
  height: number;
}

/** More than this many points in a few millimetres is only noise. */
const MOST_POINTS = 60;

/** A swing below this share of the value is drawn as calm as it is, not stretched to the full height. */
const CALM_SHARE = 0.2;

/** One SVG path per run of values: a gap is a gap. Points are means of neighbours, for their shape alone. */
export function sparklinePaths(values: readonly (number | null)[], { width, height }: Size): string[] {
  const points = thinned(values);
  const known = points.filter((value) => value !== null);
  if (known.length === 0) return [];

  const low = Math.min(...known);
  const high = Math.max(...known);
  const span = Math.max(high - low, Math.abs(high) * CALM_SHARE, Number.EPSILON);
  const bottom = (low + high) / 2 - span / 2;
  const x = (index: number) => round((index / Math.max(1, points.length - 1)) * width);
  const y = (value: number) => round(height - 1 - ((value - bottom) / span) * (height - 2));

  const paths: string[] = [];
  let run = "";
  let length = 0;
  const close = () => {
    // A lone point has no line: a stroke of no length with a cap shows it.
    if (length > 0) paths.push(length === 1 ? `${run}h0.01` : run);
    run = "";
    length = 0;
  };
  for (const [index, value] of points.entries()) {
    if (value === null) {
      close();
      continue;
    }
    run += `${length === 0 ? "M" : "L"}${x(index)} ${y(value)}`;
    length += 1;
  }
  close();
  return paths;
}

function thinned(values: readonly (number | null)[]): (number | null)[] {
  const each = Math.ceil(values.length / MOST_POINTS);
  if (each <= 1) return [...values];
  const points: (number | null)[] = [];
  for (let start = 0; start < values.length; start += each) {
    const known = values.slice(start, start + each).filter((value) => value !== null);
    points.push(known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length);
  }
  return points;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
