/**
 * Which bucket a value belongs to, and where that bucket begins and ends.
 *
 * OpenTelemetry metrics data model, "ExponentialHistogram": at `scale`, base = 2^(2^-scale), and bucket
 * `index` holds the values in (base^index, base^(index+1)], upper-inclusive.
 * https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
 *
 * Everything here is computed at the finest scale, 5. A coarser bucket is the union of 2^diff neighbours,
 * so its index is `index >> diff`: one table serves all scales, and scales cannot disagree on an edge.
 */

/** base = 2^(1/32): neighbouring bounds differ by 2.19 %, so a bucket's midpoint is at most 1.09 % off. */
export const FINEST_SCALE = 5;
/** At scale 0 a bucket spans a factor of two. Coarser than that answers no question worth asking. */
export const COARSEST_SCALE = 0;

const STEPS_PER_OCTAVE = 1 << FINEST_SCALE;
const LOWEST_EXPONENT = -20;
const HIGHEST_EXPONENT = 32;

/** Values up to this one, 2^-20 (about a nanosecond when the unit is the millisecond), count as zero. */
export const ZERO_THRESHOLD = 2 ** LOWEST_EXPONENT;
/** 2^32 (49.7 days of milliseconds). Larger values are counted in the last bucket. */
export const LARGEST_BOUND = 2 ** HIGHEST_EXPONENT;

/** First bucket index at scale 5; `FIRST_INDEX >> diff` is the first one at a coarser scale. */
export const FIRST_INDEX = LOWEST_EXPONENT * STEPS_PER_OCTAVE;
/** Last bucket index at scale 5. There are 1,664 in all. */
export const LAST_INDEX = HIGHEST_EXPONENT * STEPS_PER_OCTAVE - 1;

/**
 * 2^(j/32), rounded down to a double. All but the first are irrational, so no double equals the true bound, and
 * "value <= true bound" is exactly "value <= largest double below it": with these the index is right for every
 * double, not nearly right as with Math.log2. Literals, because Math.pow may differ in the last bit between engines.
 */
// biome-ignore format: four to a line
const OCTAVE = [
  1.0, 1.0218971486541166, 1.0442737824274138, 1.0671404006768235,
  1.0905077326652575, 1.1143867425958924, 1.1387886347566916, 1.1637248587775775,
  1.189207115002721, 1.2152473599804687, 1.241857812073484, 1.2690509571917332,
  1.2968395546510096, 1.325236643159741, 1.3542555469368927, 1.3839098819638318,
  // biome-ignore lint/suspicious/noApproximativeNumericConstant: Math.SQRT2 is rounded up
  1.414213562373095, 1.4451808069770464, 1.4768261459394991, 1.5091644275934226,
  1.5422108254079407, 1.5759808451078863, 1.6104903319492543, 1.6457554781539647,
  1.681792830507429, 1.7186192981224777, 1.7562521603732995, 1.7947090750031072,
  1.8340080864093424, 1.8741676341102997, 1.9152065613971472, 1.9571441241754002,
];

/** `BOUNDS[k]` is the lower bound of index `FIRST_INDEX + k`; the entry after the last is 2^32. */
const BOUNDS = Float64Array.from(
  { length: LAST_INDEX - FIRST_INDEX + 2 },
  (_, k) => (OCTAVE[k % STEPS_PER_OCTAVE] as number) * 2 ** (LOWEST_EXPONENT + Math.floor(k / STEPS_PER_OCTAVE)),
);

/**
 * The octave [1, 2) cut into 256 cells by the top eight bits of the significand: the bucket that the first value of
 * each cell falls into. A cell (1/256) is narrower than the narrowest bucket (1/46), so that the bucket of any value
 * in the cell is this one or the next, which one comparison decides.
 */
const CELLS = Int32Array.from({ length: 256 }, (_, cell) => {
  const start = 1 + cell / 256;
  return OCTAVE.filter((bound) => bound < start).length - 1;
});

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
float[0] = 1;
const HIGH_WORD = words[1] === 0 ? 0 : 1;
/** Turns (biased exponent × 32 + cell) into a position in BOUNDS. */
const POSITION_OF_ZERO_EXPONENT = (1023 + LOWEST_EXPONENT) * STEPS_PER_OCTAVE;

/** Index at scale 5 of a value in (ZERO_THRESHOLD, LARGEST_BOUND]. Not checked: outside of it the answer is meaningless. */
export function finestIndex(value: number): number {
  float[0] = value;
  const high = words[HIGH_WORD] as number;
  const position = ((high >>> 20) << FINEST_SCALE) + (CELLS[(high >>> 12) & 255] as number) - POSITION_OF_ZERO_EXPONENT;
  return position + FIRST_INDEX + (value > (BOUNDS[position + 1] as number) ? 1 : 0);
}

/** Exclusive lower bound of a bucket; its inclusive upper bound is the lower bound of `index + 1`. */
export function lowerBound(index: number, scale: number): number {
  return BOUNDS[(index << (FINEST_SCALE - scale)) - FIRST_INDEX] as number;
}
