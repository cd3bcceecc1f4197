import type { Random } from "../random.ts";

/** Share of the busiest hour's traffic at each hour of a working day, UTC: a quiet night, a dip at noon. */
const HOURS = [
  0.06, 0.05, 0.04, 0.04, 0.05, 0.08, 0.18, 0.42, 0.74, 0.95, 1, 0.97, 0.78, 0.86, 0.98, 1, 0.94, 0.82, 0.62, 0.48, 0.4,
  0.32, 0.2, 0.1,
];
/** As the demo's visitors come: a slow wave, and bursts of some seconds. */
const WAVE_SECONDS = 240;
const WAVE_HEIGHT = 0.35;
const BURST_EVERY_SECONDS = 75;
const BURST_SHARE = 0.6;
/** Now and then more people come for a minute or two: a link was shared. */
const CROWD_EVERY_SECONDS = 5_400;
const CROWD_FACTOR = 1.4;

/** How busy a service is from one window of ten seconds to the next; 1 is the busiest hour's mean. */
export class Rhythm {
  readonly #random: Random;
  #drift = 0;
  #crowdUntil = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  at(startSeconds: number): number {
    const random = this.#random;
    // Noise that remembers: some ten minutes.
    this.#drift += 0.015 * (-this.#drift + 1.2 * random.normal());
    if (random.next() < 10 / CROWD_EVERY_SECONDS) this.#crowdUntil = startSeconds + random.between(30, 120);
    const wave = 1 + WAVE_HEIGHT * Math.sin((2 * Math.PI * startSeconds) / WAVE_SECONDS);
    const burst = random.next() < 10 / BURST_EVERY_SECONDS ? 1 + BURST_SHARE * random.next() : 1;
    const crowd = startSeconds < this.#crowdUntil ? CROWD_FACTOR : 1;
    return hourly(startSeconds) * wave * burst * crowd * Math.exp(this.#drift);
  }
}

function hourly(startSeconds: number): number {
  const hour = (startSeconds % 86_400) / 3_600;
  const from = Math.floor(hour);
  const [before, after] = [HOURS[from] ?? 0, HOURS[(from + 1) % 24] ?? 0];
  return before + (after - before) * (hour - from);
}
