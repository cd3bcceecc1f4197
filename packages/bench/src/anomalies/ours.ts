import { Random } from "../random.ts";

/** One value of a healthy series, in turn. `dayShare` is the time of day, 0 to 1; `isWeekend` by the calendar. */
type Source = (random: Random) => (dayShare: number, isWeekend: boolean) => number;

export const STEP_SECONDS = 10;
export const STEPS_PER_DAY = 86_400 / STEP_SECONDS;
/** A Monday, 00:00 UTC. */
export const START_SECONDS = Date.UTC(2025, 5, 2) / 1000;

/** Series as a service gives them, every ten seconds. */
export const OUR_SERIES: Record<string, Source> = {
  "P95 ms": (random) => {
    const wander = wandering(random, 0.98);
    return (dayShare, isWeekend) => {
      const load = dayLoad(dayShare) * (isWeekend ? 0.6 : 1);
      // Fewer requests at night: the percentile of a handful jumps.
      const noise = 0.06 + 0.08 / Math.sqrt(load);
      const stray = random.next() < 0.003 ? 1 + 1.5 * random.next() : 1;
      return 120 * (0.7 + 0.5 * load) * Math.exp(0.05 * wander() + noise * random.normal()) * stray;
    };
  },
  "requests/s": (random) => {
    const wander = wandering(random, 0.99);
    return (dayShare, isWeekend) => {
      const load = dayLoad(dayShare) * (isWeekend ? 0.5 : 1) * Math.exp(0.05 * wander());
      return random.poisson(40 * load * STEP_SECONDS) / STEP_SECONDS;
    };
  },
  "error rate": (random) => (dayShare) => {
    const requests = Math.max(1, random.poisson(200 * dayLoad(dayShare)));
    return random.poisson(requests * 0.002) / requests;
  },
  "error rate, almost none": (random) => () => (random.next() < 0.001 ? 1 / random.between(50, 400) : 0),
  "hit rate": (random) => {
    const wander = wandering(random, 0.995);
    return (dayShare) => {
      const lookups = Math.max(1, random.poisson(500 * dayLoad(dayShare)));
      return 1 - Math.min(lookups, random.poisson(lookups * 0.03 * Math.exp(0.2 * wander()))) / lookups;
    };
  },
  connections: (random) => {
    let open = 4;
    return (dayShare) => {
      const wanted = 3 + 6 * dayLoad(dayShare);
      if (random.next() < 0.2) open += random.next() < 0.5 + (wanted - open) / 12 ? 1 : -1;
      open = Math.max(0, open);
      return open;
    };
  },
  "heap MB": (random) => {
    let heap = 80;
    return (dayShare) => {
      heap += 2 * dayLoad(dayShare) * (0.5 + random.next());
      if (heap > 140 + 5 * random.normal()) heap = 75 + 3 * random.normal();
      return heap;
    };
  },
  "CPU %": (random) => {
    const wander = wandering(random, 0.9);
    return (dayShare, isWeekend) => {
      const load = dayLoad(dayShare) * (isWeekend ? 0.6 : 1);
      return Math.min(100, Math.max(0, 8 + 30 * load + 3 * wander() + 2 * random.normal()));
    };
  },
};

/** So many days of it, a value every ten seconds from Monday on. */
export function healthyDays(name: keyof typeof OUR_SERIES, days: number, seed: number): Float64Array {
  const random = new Random(seed, 20_250_602);
  const next = (OUR_SERIES[name] as Source)(random);
  return Float64Array.from({ length: days * STEPS_PER_DAY }, (_, i) => {
    const day = Math.floor(i / STEPS_PER_DAY);
    return next(i / STEPS_PER_DAY - day, day % 7 >= 5);
  });
}

/** What may happen to a series: a change of the values from a row on. `share` is how much of the day has passed since. */
export const FAULTS: Record<string, (value: number, rowsSince: number) => number> = {
  "step ×2": (value) => value * 2,
  "drop to zero": () => 0,
  "spike of one value": (value, rowsSince) => (rowsSince === 0 ? value * 8 : value),
  "slow leak, +10 % an hour": (value, rowsSince) => value * (1 + (0.1 * rowsSince) / 360),
};

/** Low at night, high by day, with a dip at noon; between 0.15 and 1.1. */
function dayLoad(dayShare: number): number {
  const hour = dayShare * 24;
  const day = 0.5 - 0.5 * Math.cos((2 * Math.PI * (hour - 3)) / 24);
  const lunch = 0.3 * Math.exp(-((hour - 12.5) ** 2) / 0.5);
  return 0.15 + 0.95 * day * (1 - lunch);
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
