import { shuffled } from "../statistics.ts";

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
}

/** Two bare servers that differ by more than this share of their mean say that the machine was busy with something else. */
const TOLERANCE = 0.05;

export function differTooMuch(a: number, b: number): boolean {
  return Math.abs(a - b) > (TOLERANCE * (a + b)) / 2;
}

export function noRounds<V extends string>(variants: readonly V[]): Rounds<V> {
  const empty = <T>() => new Map<V, T[]>(variants.map((variant) => [variant, []]));
  return { measurements: empty(), ratios: empty(), valid: 0, void: 0 };
}

/**
 * Measures every variant once a round, in an order drawn anew each time. A round whose two bare ones differ too much in CPU is
 * void: it is broken off as soon as that shows (which depends on the bare ones alone, so it favours none of the others) and
 * repeated, until `wanted` rounds are valid or `mayGoOn` says that it has been enough. Adds to what `rounds` holds already.
 */
export async function runRounds<V extends string>({
  rounds,
  variants,
  bare,
  wanted,
  mayGoOn,
  measure,
  onVoid = () => {},
  shuffle = shuffled,
}: {
  rounds: Rounds<V>;
  variants: readonly V[];
  bare: readonly [V, V];
  wanted: number;
  mayGoOn: (done: { valid: number; void: number }) => boolean;
  measure: (variant: V) => Promise<Measurement>;
  /** Told the CPU of the two bare ones, microseconds per request. */
  onVoid?: (cpuMicros: [number, number]) => void;
  shuffle?: (variants: readonly V[]) => V[];
}): Promise<void> {
  while (rounds.valid < wanted && mayGoOn(rounds)) {
    const round = await runRound(shuffle(variants), { bare, measure, onVoid });
    if (round === undefined) {
      rounds.void++;
      continue;
    }
    rounds.valid++;
    const reference = meanOf(bare.map((variant) => round.get(variant) as Measurement));
    for (const [variant, measured] of round) {
      rounds.measurements.get(variant)?.push(measured);
      rounds.ratios.get(variant)?.push({
        cpu: measured.cpuMicros / reference.cpuMicros,
        requestsPerSecond: measured.requestsPerSecond / reference.requestsPerSecond,
      });
    }
  }
}

/** Undefined when it is void. */
async function runRound<V extends string>(
  order: readonly V[],
  {
    bare,
    measure,
    onVoid,
  }: {
    bare: readonly [V, V];
    measure: (variant: V) => Promise<Measurement>;
    onVoid: (cpuMicros: [number, number]) => void;
  },
): Promise<Map<V, Measurement> | undefined> {
  const round = new Map<V, Measurement>();
  for (const variant of order) {
    round.set(variant, await measure(variant));
    const [a, b] = bare.map((one) => round.get(one)?.cpuMicros);
    if (a !== undefined && b !== undefined && differTooMuch(a, b)) {
      onVoid([a, b]);
      return undefined;
    }
  }
  return round;
}

function meanOf(measurements: readonly Measurement[]): Measurement {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    cpuMicros: mean(measurements.map((one) => one.cpuMicros)),
    requestsPerSecond: mean(measurements.map((one) => one.requestsPerSecond)),
  };
}
