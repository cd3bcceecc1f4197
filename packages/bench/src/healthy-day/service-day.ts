import { MergedRollup } from "@vigie/storage";
import type { Random } from "../random.ts";
import type { ServiceModel } from "./services.ts";

const CLIENT_ERRORS = 0.006;
const SERVER_ERRORS = 0.001;
/** One request in so many takes many times as long as it should, for no reason that anybody finds. */
const SLOW_SHARE = 0.002;
/** Postgres writes a checkpoint every five minutes, and all is a little slower. */
const CHECKPOINT = { everySeconds: 300, seconds: 20, factor: 1.12 };
/** A process that was just started has cold caches. */
const WARMING = { factor: 0.8, seconds: 30 };
const RSS = { startBytes: 95e6, fullBytes: 175e6, seconds: 2_400, sawtoothBytes: 12e6 };

/** What is wrong with it, in the hour after the day: a benchmark that finds nothing must be able to find something. */
export interface Fault {
  slower: number;
  failing: number;
}

export interface ServiceWindow {
  /** In the order of the model; undefined without requests. */
  endpoints: (MergedRollup | undefined)[];
  requests: number;
  /** Of its process, by name. */
  samples: Record<string, number>;
}

/** One process of a service. */
export class ServiceDay {
  readonly #model: ServiceModel;
  readonly #random: Random;
  readonly #startedSeconds: number;

  constructor(model: ServiceModel, random: Random, startedSeconds: number) {
    this.#model = model;
    this.#random = random;
    this.#startedSeconds = startedSeconds;
  }

  /** @param busy 1 is the busiest hour's mean */
  window(startSeconds: number, busy: number, fault: Fault | undefined): ServiceWindow {
    const random = this.#random;
    const ageSeconds = startSeconds - this.#startedSeconds;
    const isCheckpoint = startSeconds % CHECKPOINT.everySeconds < CHECKPOINT.seconds;
    // The busier, the more a request waits for others.
    const slowness =
      (1 + 0.25 * busy ** 2) *
      (isCheckpoint ? CHECKPOINT.factor : 1) *
      (1 + WARMING.factor * Math.exp(-ageSeconds / WARMING.seconds)) *
      (fault?.slower ?? 1);
    const collectsMs = random.next() < 0.05 + 0.1 * busy ? 12 + 30 * random.next() ** 2 : 0;
    const longPauseMs = random.next() < 0.002 ? 40 + 40 * random.next() : 0;
    const pauseMs = Math.max(collectsMs, longPauseMs);
    let requests = 0;
    const endpoints = this.#model.endpoints.map(({ share, usualMs, spread, failing = SERVER_ERRORS }) => {
      const count = random.poisson(10 * this.#model.requestsPerSecond * busy * share);
      if (count === 0) return undefined;
      requests += count;
      const rollup = new MergedRollup();
      for (let i = 0; i < count; i++) {
        let durationMs = usualMs * slowness * Math.exp(spread * random.normal());
        if (random.next() < SLOW_SHARE) durationMs *= random.between(8, 30);
        if (random.next() < pauseMs / 10_000) durationMs += pauseMs * random.next();
        add(rollup, durationMs, this.#status(fault?.failing ?? failing));
      }
      return rollup;
    });
    const filled = 1 - Math.exp(-ageSeconds / RSS.seconds);
    const rss = RSS.startBytes + (RSS.fullBytes - RSS.startBytes) * filled + RSS.sawtoothBytes * random.next();
    return {
      endpoints,
      requests,
      samples: {
        "process.memory.rss": rss,
        "process.event_loop.delay_p50_ms": 10.5 + 0.5 * random.next(),
        "process.event_loop.delay_p99_ms": 11 + 2 * random.next() + 3 * busy * random.next() + pauseMs,
        "process.event_loop.utilisation": Math.min(1, 0.02 + 0.3 * busy),
        "process.cpu.utilisation": 0.02 + 0.35 * busy * (0.9 + 0.2 * random.next()),
      },
    };
  }

  #status(failing: number): number {
    const chance = this.#random.next();
    if (chance < failing) return 500;
    return chance < failing + CLIENT_ERRORS ? 404 : 200;
  }
}

function add(rollup: MergedRollup, durationMs: number, status: number): void {
  rollup.count++;
  rollup.sumMs += durationMs;
  rollup.minMs = Math.min(rollup.minMs, durationMs);
  rollup.maxMs = Math.max(rollup.maxMs, durationMs);
  rollup.histogram.record(durationMs);
  if (status === 500) rollup.status5xx++;
  else if (status === 404) rollup.status4xx++;
  else rollup.status2xx++;
}
