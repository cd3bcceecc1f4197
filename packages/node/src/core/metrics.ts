import { type BatchMetric, LIMITS, METRIC_TYPES, type MetricType } from "@vigie/protocol";
import type { Clock } from "./clock.ts";
import type { Losses } from "./losses.ts";

/** A value that the service measures itself. */
export interface MetricInput {
  /** What kind of thing it is about; default `"custom"`. */
  type?: MetricType;
  /** 1–128 characters, by convention dotted: `search.results`. */
  name: string;
  /** Any number from -1e100 to 1e100. */
  value: number;
  /** Up to 16 labels of up to 256 characters. */
  labels?: Readonly<Record<string, string>>;
  /** When it was so, at most 23 hours ago; default now. A number is milliseconds since the epoch. */
  time?: Date | number;
}

/** How many may wait for the next batch: four full batches. */
const WAITING = LIMITS.metricsPerBatch * 4;
/** How old a sample may be; an hour less than the server takes, for a batch that has to wait. */
const OLDEST_MS = LIMITS.sampleAgeMs - LIMITS.lateMs;

/** Samples that wait for the next batch. Wrong ones and those past the bound are counted as lost. */
export class Metrics {
  readonly #clock: Clock;
  readonly #losses: Losses;
  #waiting: BatchMetric[] = [];

  constructor(clock: Clock, losses: Losses) {
    this.#clock = clock;
    this.#losses = losses;
  }

  get any(): boolean {
    return this.#waiting.length > 0;
  }

  add(input: MetricInput): void {
    const metric = toWire(input, this.#clock);
    if (metric === undefined) this.#losses.add("metrics", "invalid");
    else if (this.#waiting.length >= WAITING) this.#losses.add("metrics", "queue-full");
    else this.#waiting.push(metric);
  }

  take(): BatchMetric[] {
    const metrics = this.#waiting;
    this.#waiting = [];
    return metrics;
  }
}

function toWire(input: MetricInput, clock: Clock): BatchMetric | undefined {
  if (typeof input !== "object" || input === null) return undefined;
  const { type = "custom", name, value, labels, time } = input;
  if (typeof value !== "number" || !(Math.abs(value) <= LIMITS.magnitude)) return undefined;
  if (!METRIC_TYPES.includes(type) || !isName(name)) return undefined;
  const ms = time === undefined ? clock.now() : Number(time) + clock.offsetMs;
  // One that is out of the server's range would cost the whole batch.
  const ageMs = clock.now() - ms;
  if (!(ageMs <= OLDEST_MS && ageMs >= -LIMITS.clockSkewMs / 2)) return undefined;
  const copy: Record<string, string> = {};
  if (labels !== undefined && labels !== null) {
    const entries = Object.entries(labels);
    if (entries.length > LIMITS.labelsPerMetric) return undefined;
    for (const [key, text] of entries) {
      if (!isName(key) || key === "__proto__" || !isText(text) || text.length > LIMITS.labelLength) return undefined;
      copy[key] = text;
    }
  }
  return { time: Math.round(ms), type, name, value, labels: copy };
}

function isName(text: unknown): text is string {
  return isText(text) && text.length > 0 && text.length <= LIMITS.nameLength;
}

/** Postgres stores no NUL character. */
function isText(text: unknown): text is string {
  return typeof text === "string" && !text.includes("\0");
}
