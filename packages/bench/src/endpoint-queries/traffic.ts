import { MergedRollup } from "@vigie/storage";
import { Random } from "../random.ts";

/** How one endpoint behaves. */
export interface EndpointShape {
  method: string;
  route: string;
  /** Durations are log-normal, milliseconds: a median and a spread, and for some a second, slower kind of request. */
  medianMs: number;
  sigma: number;
  slowShare: number;
  slowMedianMs: number;
  slowSigma: number;
  /** Shares of requests that end so. */
  clientErrorRate: number;
  serverErrorRate: number;
}

const DAY = 86_400;
const METHODS = ["GET", "GET", "GET", "POST", "PUT"];
const CLIENT_ERRORS = [400, 401, 404, 404, 422];
const SERVER_ERRORS = [500, 500, 502, 503];

/** So many endpoints, each with a median and a tail of its own, every fifth with two kinds of requests; up to 5 % errors. */
export function endpointShapes(count: number): EndpointShape[] {
  const random = new Random(count, 1);
  return Array.from({ length: count }, (_, i) => {
    const medianMs = 2 * 300 ** random.next();
    return {
      method: METHODS[i % METHODS.length] ?? "GET",
      route: `/v1/section-${i % 40}/item-${i}/:id`,
      medianMs,
      sigma: 0.3 + 0.7 * random.next(),
      slowShare: i % 5 === 0 ? 0.05 + 0.3 * random.next() : 0,
      slowMedianMs: medianMs * (4 + 12 * random.next()),
      slowSigma: 0.2 + 0.2 * random.next(),
      clientErrorRate: 0.03 * random.next() ** 2,
      serverErrorRate: 0.02 * random.next() ** 3,
    };
  });
}

/** A stretch of time whose requests are drawn together, independently of all others. */
export interface Unit {
  startSeconds: number;
  seconds: number;
}

/** One request. */
export interface DrawnRequest {
  durationMs: number;
  status: number;
  /** Within the unit, seconds. */
  offsetSeconds: number;
}

/** Requests per second of one endpoint at a moment: by day twice as many as by night, `perDay` in 24 hours. */
function rateAt(perDay: number, seconds: number): number {
  return (perDay / DAY) * (1 - 0.35 * Math.cos((2 * Math.PI * seconds) / DAY));
}

/** The same requests whenever a unit is drawn again, so that nothing has to be kept to know the truth about a period. */
export class Traffic {
  readonly shapes: readonly EndpointShape[];
  readonly #perDay: number;
  readonly #random = new Random();
  readonly #seed: number;
  readonly #request: DrawnRequest = { durationMs: 0, status: 0, offsetSeconds: 0 };

  constructor({
    shapes,
    requestsPerDay,
    seed,
  }: { shapes: readonly EndpointShape[]; requestsPerDay: number; seed: number }) {
    this.shapes = shapes;
    this.#perDay = requestsPerDay / shapes.length;
    this.#seed = seed;
  }

  meanOf({ startSeconds, seconds }: Unit): number {
    return seconds * rateAt(this.#perDay, startSeconds + seconds / 2);
  }

  /** Calls `each` with every request of the endpoint in the unit; the object is the same each time. */
  draw(endpoint: number, unit: Unit, each: (request: DrawnRequest) => void): void {
    const shape = this.shapes[endpoint] as EndpointShape;
    const random = this.#random;
    const request = this.#request;
    random.seed(this.#seed ^ unit.seconds, endpoint, unit.startSeconds);
    const logMedian = Math.log(shape.medianMs);
    const logSlow = Math.log(shape.slowMedianMs);
    const failing = shape.serverErrorRate;
    const refused = failing + shape.clientErrorRate;
    for (let left = random.poisson(this.meanOf(unit)); left > 0; left--) {
      const isSlow = shape.slowShare > 0 && random.next() < shape.slowShare;
      const log = isSlow ? logSlow + shape.slowSigma * random.normal() : logMedian + shape.sigma * random.normal();
      // To the microsecond, as a clock gives it.
      request.durationMs = Math.max(1, Math.round(1_000 * Math.exp(log))) / 1_000;
      const fate = random.next();
      if (fate >= refused) request.status = 200;
      else if (fate < failing) request.status = SERVER_ERRORS[random.between(0, SERVER_ERRORS.length)] as number;
      else request.status = CLIENT_ERRORS[random.between(0, CLIENT_ERRORS.length)] as number;
      request.offsetSeconds = random.next() * unit.seconds;
      each(request);
    }
  }

  /** What an SDK would have counted of the endpoint in the unit; undefined when there was no request. */
  rollup(endpoint: number, unit: Unit): MergedRollup | undefined {
    let merged: MergedRollup | undefined;
    this.draw(endpoint, unit, ({ durationMs, status }) => {
      merged ??= new MergedRollup();
      addRequest(merged, durationMs, status);
    });
    return merged;
  }
}

function addRequest(merged: MergedRollup, durationMs: number, status: number): void {
  merged.count++;
  if (status < 400) merged.status2xx++;
  else {
    if (status < 500) merged.status4xx++;
    else merged.status5xx++;
    merged.addStatus(status, 1);
  }
  merged.sumMs += durationMs;
  if (durationMs < merged.minMs) merged.minMs = durationMs;
  if (durationMs > merged.maxMs) merged.maxMs = durationMs;
  merged.sentBytes += 1_000;
  merged.histogram.record(durationMs);
}
