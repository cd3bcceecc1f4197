import { exponential, type Random } from "./random.ts";

const WAVE_SECONDS = 240;
const WAVE_HEIGHT = 0.35;
const BURST_EVERY_SECONDS = 75;
const BURST_SECONDS = { shortest: 3, longest: 8 };
const BURST_FACTOR = 2.2;

/**
 * How many requests per second are wanted at a time: a slow wave around `rate`, and now and then a few seconds of more
 * than twice as many. The quiet level is lower by what bursts add, so that the mean over a long time is `rate`.
 * Ask with times that do not go back, seconds since the start.
 */
export function pace(rate: number, random: Random): (second: number) => number {
  const meanBurst = (BURST_SECONDS.shortest + BURST_SECONDS.longest) / 2;
  const quiet = rate / (1 + ((BURST_FACTOR - 1) * meanBurst) / (BURST_EVERY_SECONDS + meanBurst));
  let burst = nextBurst(0, random);
  return (second) => {
    if (second >= burst.until) burst = nextBurst(burst.until, random);
    const wave = 1 + WAVE_HEIGHT * Math.sin((2 * Math.PI * second) / WAVE_SECONDS);
    return quiet * wave * (second >= burst.from ? BURST_FACTOR : 1);
  };
}

function nextBurst(after: number, random: Random): { from: number; until: number } {
  const from = after + exponential(random, BURST_EVERY_SECONDS);
  const { shortest, longest } = BURST_SECONDS;
  return { from, until: from + shortest + random() * (longest - shortest) };
}
