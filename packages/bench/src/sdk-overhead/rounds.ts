import { median, shuffled } from "../statistics.ts";

/** One variant under load for one window. */
export interface Measurement {
  /** CPU time of the server's process, all its threads, per request it answered; microseconds. */
  cpuMicros: number;
  requestsPerSecond: number;
}

/** A measurement over the mean of the two bare ones of its round. */
export interface Ratio {
  cpu: number;
  requestsPerSecond: number;
}

export interface Rounds<V extends string> {
  /** Of each variant, one for each valid round. */
  measurements: Map<V, Measurement[]>;
  ratios: Map<V, Ratio[]>;
  valid: number;
  void: number;
  /** Of the void ones the one whose bare servers were closest, with their CPU; only where it was asked for. */
  calmest?: { round: Map<V, Measurement>; apart: [number, number] };
}

/** Two bare servers that differ by more than this share of their mean say that the machine was busy with something else. */
const TOLERANCE = 0.05;

export function differTooMuch(a: number, b: number): boolean {
  return difference(a, b) > TOLERANCE;
}

/** As a share of their mean. */
export function difference(a: number, b: number): number {
  return Math.abs(a - b) / ((a + b) / 2);
}

export function noRounds<V extends string>(variants: readonly V[]): Rounds<V> {
  const empty = <T>() => new Map<V, T[]>(variants.map((variant) => [variant, []]));
  return { measurements: empty(), ratios: empty(), valid: 0, void: 0 };
}

/**
 * Measures every variant `passes` times a round, each pass in an order drawn anew, and takes the median: what disturbs one window is
 * left out. A round whose two bare ones differ too much in CPU is
 * void: it is broken off as soon as that shows (which depends on the bare ones alone, so it favours none of the others) and
 * repeated, until `wanted` rounds are valid or `mayGoOn` says that it has been enough. Adds to what `rounds` holds already.
 */
export async function runRounds<V extends string>({
  rounds,
  variants,
  bare,
  wanted,
  mayGoOn,
  passes = 1,
  keepCalmest = false,
  measure,
  onVoid = () => {},
  shuffle = shuffled,
}: {
  rounds: Rounds<V>;
  variants: readonly V[];
  bare: readonly [V, V];
  wanted: number;
  passes?: number;
  /** Void rounds are finished, and the calmest of them kept, for want of a better one. */
  keepCalmest?: boolean;
  mayGoOn: (done: { valid: number; void: number }) => boolean;
  measure: (variant: V) => Promise<Measurement>;
  /** Told the CPU of the two bare ones, microseconds per request. */
  onVoid?: (cpuMicros: [number, number]) => void;
  shuffle?: (variants: readonly V[]) => V[];
}): Promise<void> {
  while (rounds.valid < wanted && mayGoOn(rounds)) {
    const order = Array.from({ length: passes }, () => shuffle(variants)).flat();
    const { round, apart } = await runRound(order, { bare, passes, measure, breakOff: !keepCalmest });
    if (!differTooMuch(...apart)) {
      rounds.valid++;
      addRound(rounds, round, bare);
      continue;
    }
    rounds.void++;
    onVoid(apart);
    const isCalmer = !rounds.calmest || difference(...apart) < difference(...rounds.calmest.apart);
    if (keepCalmest && isCalmer) rounds.calmest = { round, apart };
  }
}

/** Counts a round's measurements and their ratios to the bare ones of the same round. */
export function addRound<V extends string>(
  rounds: Rounds<V>,
  round: ReadonlyMap<V, Measurement>,
  bare: readonly [V, V],
): void {
  const reference = meanOf(bare.map((variant) => round.get(variant) as Measurement));
  for (const [variant, measured] of round) {
    rounds.measurements.get(variant)?.push(measured);
    rounds.ratios.get(variant)?.push({
      cpu: measured.cpuMicros / reference.cpuMicros,
      requestsPerSecond: measured.requestsPerSecond / reference.requestsPerSecond,
    });
  }
}

/** One round, and the CPU of its two bare ones; cut short where these are too far apart and it is to be broken off. */
async function runRound<V extends string>(
  order: readonly V[],
  {
    bare,
    passes,
    measure,
    breakOff,
  }: {
    bare: readonly [V, V];
    passes: number;
    measure: (variant: V) => Promise<Measurement>;
    breakOff: boolean;
  },
): Promise<{ round: Map<V, Measurement>; apart: [number, number] }> {
  const round = new Map<V, Measurement>();
  const windows = new Map<V, Measurement[]>();
  let apart: [number, number] = [0, Number.POSITIVE_INFINITY];
  for (const variant of order) {
    const own = windows.get(variant) ?? [];
    windows.set(variant, own);
    own.push(await measure(variant));
    if (own.length < passes) continue;
    round.set(variant, medianOf(own));
    const [a, b] = bare.map((one) => round.get(one)?.cpuMicros);
    if (a === undefined || b === undefined) continue;
    apart = [a, b];
    if (breakOff && differTooMuch(a, b)) break;
  }
  return { round, apart };
}

function medianOf(measurements: readonly Measurement[]): Measurement {
  return {
    cpuMicros: median(measurements.map((one) => one.cpuMicros)),
    requestsPerSecond: median(measurements.map((one) => one.requestsPerSecond)),
  };
}

function meanOf(measurements: readonly Measurement[]): Measurement {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    cpuMicros: mean(measurements.map((one) => one.cpuMicros)),
    requestsPerSecond: mean(measurements.map((one) => one.requestsPerSecond)),
  };
}
