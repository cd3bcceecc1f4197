/** So many of all had the thing: errors of requests, hits of lookups. */
export interface Share {
  part: number;
  of: number;
}

/** Up to here the chance is added up term by term; beyond it the normal distribution is as good. */
const EXACT_UP_TO = 200;

/** Chance below which a difference is not put down to luck. */
const LUCK = 0.01;

/** Whether the first share is truly the larger: were both alike, one so much larger would be seen in less than one of a hundred cases. */
export function isLarger(one: Share, other: Share): boolean {
  return chanceOfLarger(one, other) < LUCK;
}

/**
 * The chance that, were both shares alike, the first would be as large as it is, or larger: Fisher's exact test, one-sided, and with
 * many of either kind its limit, the pooled test of two proportions. 1 where the first is not the larger.
 */
export function chanceOfLarger(one: Share, other: Share): number {
  if (one.of <= 0 || other.of <= 0 || one.part / one.of <= other.part / other.of) return 1;
  const all = one.of + other.of;
  const having = one.part + other.part;
  const lacking = all - having;
  if (Math.min(having, lacking) > EXACT_UP_TO) {
    const share = having / all;
    const spread = Math.sqrt(share * (1 - share) * (1 / one.of + 1 / other.of));
    return normalAbove((one.part / one.of - other.part / other.of) / spread);
  }
  // Counted by the rarer kind, so that there are few terms: that the one has more of it is that the other lacks more.
  return having <= lacking
    ? chanceFrom(one.part, { drawn: one.of, marked: having, all })
    : chanceFrom(other.of - other.part, { drawn: other.of, marked: lacking, all });
}

/** The chance that of `drawn` out of `all` at least `from` are among the `marked`, for a `from` above the mean. */
function chanceFrom(from: number, { drawn, marked, all }: { drawn: number; marked: number; all: number }): number {
  const rest = all - drawn;
  let term = Math.exp(logChoose(drawn, from) + logChoose(rest, marked - from) - logChoose(all, marked));
  let chance = 0;
  for (let part = from; part <= Math.min(marked, drawn); part++) {
    chance += term;
    term *= ((marked - part) * (drawn - part)) / ((part + 1) * (rest - marked + part + 1));
  }
  return Math.min(1, chance);
}

/** ln of "n over k", for k up to a few hundred. */
function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}

/** Of the standard normal distribution, the part above z ≥ 0; to 1e-7 (Abramowitz and Stegun 26.2.17). */
function normalAbove(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
