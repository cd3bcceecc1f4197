export interface BarPiece {
  /** Which of the parts. */
  part: number;
  /** Pixels from the top. */
  y: number;
  height: number;
}

export interface Bar {
  /** Of its window, ms. */
  start: number;
  /** Of a width of 1,000. */
  x: number;
  width: number;
  pieces: BarPiece[];
}

interface Windows {
  from: number;
  to: number;
  stepSeconds: number;
  windows: readonly { start: number; values: readonly number[] }[];
  height: number;
}

const WIDTH = 1_000;
/** Between two bars, of the width of one. */
const SPACE = 0.15;
/** One error among thousands of others is still to be seen. */
const LEAST_PX = 2;
/** Above the highest bar, where the scale is written. */
const HEAD_PX = 14;

/** Where the bars stand, and what the highest of them counts. */
export function barsOf({ from, to, stepSeconds, windows, height }: Windows): { bars: Bar[]; top: number } {
  const top = Math.max(0, ...windows.map(({ values }) => values.reduce((sum, value) => sum + value, 0)));
  const scale = WIDTH / (to - from);
  const drawn = Math.max(1, height - HEAD_PX);
  const bars = windows.flatMap(({ start, values }) => {
    const [begin, end] = [Math.max(from, start), Math.min(to, start + stepSeconds * 1000)];
    if (end <= begin) return [];
    const width = (end - begin) * scale;
    return [
      { start, x: (begin - from) * scale, width: width * (1 - SPACE), pieces: piecesOf(values, top, drawn, height) },
    ];
  });
  return { bars, top };
}

function piecesOf(values: readonly number[], top: number, drawn: number, height: number): BarPiece[] {
  const pieces: BarPiece[] = [];
  let y = height;
  for (const [part, value] of values.entries()) {
    if (value === 0) continue;
    const size = Math.max(LEAST_PX, (value / top) * drawn);
    y -= size;
    pieces.push({ part, y, height: size });
  }
  return pieces;
}

const STEPS_MS = [10, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400].map(
  (seconds) => seconds * 1_000,
);
const MOST_TICKS = 6;
/** Of the axis: what a label takes on a phone. */
const END = 0.11;

/** Round local times between two moments, ms; none so near to the end that its label would not fit. */
export function timeTicks(from: number, to: number): number[] {
  const span = to - from;
  const step =
    STEPS_MS.find((each) => span / each <= MOST_TICKS) ?? 86_400_000 * Math.ceil(span / 86_400_000 / MOST_TICKS);
  const offset = new Date(from).getTimezoneOffset() * 60_000;
  const ticks: number[] = [];
  for (let local = Math.ceil((from - offset) / step) * step; local + offset < to - span * END; local += step)
    ticks.push(local + offset);
  return ticks;
}
