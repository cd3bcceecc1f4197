import { MergedRollup } from "@vigie/storage";
import { Random } from "../random.ts";
import { type EndpointShape, Traffic, type Unit } from "./traffic.ts";

/** Of the 1,000 endpoints, every so many-th is drawn request by request, so that its exact quantiles can be known. */
const EXACT_EVERY = 50;

const BUCKETS_PER_OCTAVE = 32;
/** Bounds of what is drawn, as powers of two: a microsecond to eighteen hours. */
const LOWEST = -10 * BUCKETS_PER_OCTAVE;
const HIGHEST = 26 * BUCKETS_PER_OCTAVE;
/** Index of the histogram's lowest bucket: `first` of its encoding counts from there. */
const FIRST_INDEX = -20 * BUCKETS_PER_OCTAVE;

/** How likely each bucket of the histogram is. */
interface BucketShares {
  first: number;
  shares: Float64Array;
}

/**
 * Traffic of which only every fiftieth endpoint is drawn request by request. Of the others, the count of each bucket of the histogram
 * is drawn (they are independent Poisson numbers), because 1,000 endpoints over a month are three billion requests.
 */
export class LargeTraffic {
  readonly exact: Traffic;
  readonly #shares: (BucketShares | undefined)[];
  readonly #random = new Random();
  readonly #seed: number;
  readonly #counts = new Float64Array(HIGHEST - LOWEST);
  readonly #bytes = new Uint8Array(8_192);

  constructor(options: { shapes: readonly EndpointShape[]; requestsPerDay: number; seed: number }) {
    this.exact = new Traffic(options);
    this.#seed = options.seed;
    this.#shares = options.shapes.map((shape, i) => (i % EXACT_EVERY === 0 ? undefined : bucketShares(shape)));
  }

  /** The endpoints that are drawn request by request. */
  get exactEndpoints(): number[] {
    return this.#shares.flatMap((shares, i) => (shares === undefined ? [i] : []));
  }

  rollup(endpoint: number, unit: Unit): MergedRollup | undefined {
    const known = this.#shares[endpoint];
    if (known === undefined) return this.exact.rollup(endpoint, unit);
    const { first, shares } = known;
    const random = this.#random;
    random.seed(this.#seed ^ unit.seconds, endpoint, unit.startSeconds);
    const mean = this.exact.meanOf(unit);
    const counts = this.#counts;
    let from = -1;
    let to = 0;
    for (let i = 0; i < shares.length; i++) {
      const count = random.poisson(mean * (shares[i] as number));
      counts[i] = count;
      if (count === 0) continue;
      if (from < 0) from = i;
      to = i + 1;
    }
    if (from < 0) return undefined;
    return this.#rollupOf(endpoint, { first, from, to });
  }

  #rollupOf(endpoint: number, { first, from, to }: { first: number; from: number; to: number }): MergedRollup {
    const merged = new MergedRollup();
    for (let i = from; i < to; i++) {
      const count = this.#counts[i] as number;
      merged.count += count;
      merged.sumMs += count * midpoint(first + i);
    }
    merged.minMs = midpoint(first + from);
    merged.maxMs = midpoint(first + to - 1);
    merged.sentBytes = merged.count * 1_000;
    const { clientErrorRate, serverErrorRate } = this.exact.shapes[endpoint] as EndpointShape;
    merged.status4xx = Math.min(merged.count, this.#random.poisson(merged.count * clientErrorRate));
    merged.status5xx = Math.min(merged.count - merged.status4xx, this.#random.poisson(merged.count * serverErrorRate));
    merged.status2xx = merged.count - merged.status4xx - merged.status5xx;
    if (merged.status4xx > 0) merged.addStatus(404, merged.status4xx);
    if (merged.status5xx > 0) merged.addStatus(500, merged.status5xx);
    merged.histogram.mergeEncoded(this.#encode(first + from, this.#counts.subarray(from, to)));
    return merged;
  }

  /** As Histogram.encode() writes it (encoding.ts of series), from counts without a histogram around them. */
  #encode(firstIndex: number, counts: Float64Array): Uint8Array {
    const bytes = this.#bytes;
    bytes.set([1, 5, 0]);
    let at = 3;
    const varint = (value: number) => {
      let rest = value;
      for (; rest > 127; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) + 128;
      bytes[at++] = rest;
    };
    varint(counts.length);
    varint(firstIndex - FIRST_INDEX);
    for (let i = 0; i < counts.length; i++) {
      const count = counts[i] as number;
      varint(count);
      if (count > 0) continue;
      const runStart = i;
      while (counts[i + 1] === 0) i++;
      varint(i + 1 - runStart);
    }
    return bytes.slice(0, at);
  }
}

const MIDPOINTS = Float64Array.from(
  { length: HIGHEST - LOWEST },
  (_, i) => 2 ** ((LOWEST + i + 0.5) / BUCKETS_PER_OCTAVE),
);

function midpoint(index: number): number {
  return MIDPOINTS[index - LOWEST] as number;
}

function bucketShares(shape: EndpointShape): BucketShares {
  const { medianMs, sigma, slowShare, slowMedianMs, slowSigma } = shape;
  const below = (index: number) => {
    const log = (index / BUCKETS_PER_OCTAVE) * Math.LN2;
    const fast = normalBelow((log - Math.log(medianMs)) / sigma);
    const slow = slowShare > 0 ? normalBelow((log - Math.log(slowMedianMs)) / slowSigma) : 0;
    return (1 - slowShare) * fast + slowShare * slow;
  };
  const all = Array.from({ length: HIGHEST - LOWEST }, (_, i) => below(LOWEST + i + 1) - below(LOWEST + i));
  // What is rarer than this does not occur in a month.
  const occurs = (share: number) => share > 1e-9;
  const from = all.findIndex(occurs);
  return { first: LOWEST + from, shares: Float64Array.from(all.slice(from, all.findLastIndex(occurs) + 1)) };
}

/** Share of the normal distribution below z: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26. */
function normalBelow(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = (polynomial * Math.exp(-x * x)) / 2;
  return z < 0 ? tail : 1 - tail;
}
