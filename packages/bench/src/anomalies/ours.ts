import type { DetectorOptions } from "@vigie/series";
import { Random } from "../random.ts";

/** How long a leak takes to be a step. */
const LEAK_SECONDS = 10 * 3600;

/** A series as a service gives it. */
export interface OurSeries {
  /** What the detector is told of it, as it is for all series of this kind. */
  options: DetectorOptions;
  /** The same value when something is wrong, and when something is very wrong. */
  worse: (value: number) => number;
  worst: (value: number) => number;
  /** Gives one value after another. `load` is how busy the service is at that time, 0.1 to 1.1. */
  source: (random: Random) => (load: number) => number;
}

export const STEP_SECONDS = 10;
export const STEPS_PER_DAY = 86_400 / STEP_SECONDS;
/** A Monday, 00:00 UTC. */
export const START_SECONDS = Date.UTC(2025, 5, 2) / 1000;

/** Every ten seconds. */
export const OUR_SERIES: Record<string, OurSeries> = {
  "P95 ms": {
    options: { smallestDeviation: 5 },
    worse: (value) => value * 2,
    worst: (value) => value * 8,
    source: (random) => {
      const wander = wandering(random, 0.98);
      return (load) => {
        // Fewer requests at night: the percentile of a handful jumps.
        const noise = 0.06 + 0.08 / Math.sqrt(load);
        const stray = random.next() < 0.003 ? 1 + 1.5 * random.next() : 1;
        return 120 * (0.7 + 0.5 * load) * Math.exp(0.05 * wander() + noise * random.normal()) * stray;
      };
    },
  },
  "requests/s": {
    options: {},
    worse: (value) => value * 2,
    worst: (value) => value * 8,
    source: (random) => {
      const wander = wandering(random, 0.99);
      return (load) => random.poisson(40 * load * Math.exp(0.05 * wander()) * STEP_SECONDS) / STEP_SECONDS;
    },
  },
  "error rate": {
    options: { smallestDeviation: 0.01 },
    worse: (value) => value + 0.05,
    worst: () => 0.5,
    source: (random) => (load) => {
      const requests = Math.max(1, random.poisson(200 * load));
      return random.poisson(requests * 0.002) / requests;
    },
  },
  "error rate, almost none": {
    options: { smallestDeviation: 0.01 },
    worse: (value) => value + 0.05,
    worst: () => 0.5,
    source: (random) => () => (random.next() < 0.001 ? 1 / random.between(50, 400) : 0),
  },
  "hit rate": {
    options: { smallestDeviation: 0.01 },
    worse: (value) => value * 0.8,
    worst: () => 0.2,
    source: (random) => {
      const wander = wandering(random, 0.995);
      return (load) => {
        const lookups = Math.max(1, random.poisson(500 * load));
        return 1 - Math.min(lookups, random.poisson(lookups * 0.03 * Math.exp(0.2 * wander()))) / lookups;
      };
    },
  },
  connections: {
    options: {},
    worse: (value) => value * 2,
    worst: (value) => value * 8,
    source: (random) => {
      let open = 4;
      return (load) => {
        const wanted = 3 + 6 * load;
        if (random.next() < 0.2) open += random.next() < 0.5 + (wanted - open) / 12 ? 1 : -1;
        open = Math.max(0, open);
        return open;
      };
    },
  },
  "heap MB": {
    options: {},
    worse: (value) => value * 2,
    worst: (value) => value * 8,
    source: (random) => {
      let heap = 80;
      return (load) => {
        heap += 2 * load * (0.5 + random.next());
        if (heap > 140 + 5 * random.normal()) heap = 75 + 3 * random.normal();
        return heap;
      };
    },
  },
  "CPU %": {
    options: {},
    worse: (value) => Math.min(100, value * 2),
    worst: () => 100,
    source: (random) => {
      const wander = wandering(random, 0.9);
      return (load) => Math.min(100, Math.max(0, 8 + 30 * load + 3 * wander() + 2 * random.normal()));
    },
  },
};

/** So many days of it, from a Monday on. The same seed gives the same values. */
export function healthyDays(name: string, days: number, seed: number): Float64Array {
  const next = OUR_SERIES[name]?.source(new Random(seed, 20_250_602));
  if (next === undefined) throw new RangeError(`no series is called ${name}`);
  return Float64Array.from({ length: days * STEPS_PER_DAY }, (_, i) => next(load(i / STEPS_PER_DAY)));
}

/** What may happen to a series: what its values are, so many values after it began. */
export const FAULTS: Record<string, (series: OurSeries, value: number, valuesSince: number) => number> = {
  step: (series, value) => series.worse(value),
  dropToZero: () => 0,
  oneWildValue: (series, value, valuesSince) => (valuesSince === 0 ? series.worst(value) : value),
  slowLeak: (series, value, valuesSince) =>
    value + ((series.worse(value) - value) * valuesSince * STEP_SECONDS) / LEAK_SECONDS,
};

/** Low at night, high by day, with a dip at noon, and half of it at weekends. `days` since Monday, 00:00. */
function load(days: number): number {
  const hour = (days % 1) * 24;
  const day = 0.5 - 0.5 * Math.cos((2 * Math.PI * (hour - 3)) / 24);
  const lunch = 0.3 * Math.exp(-((hour - 12.5) ** 2) / 0.5);
  const isWeekend = (days - 3 / 24) % 7 >= 5;
  return 0.12 + (isWeekend ? 0.5 : 1) * day * (1 - lunch);
}

/** Noise that remembers: an autoregressive series of variance 1. */
function wandering(random: Random, memory: number): () => number {
  let at = random.normal();
  const push = Math.sqrt(1 - memory * memory);
  return () => {
    at = memory * at + push * random.normal();
    return at;
  };
}
