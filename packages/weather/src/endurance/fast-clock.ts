// Preloaded with --import: days pass in minutes. From VIGIE_WEATHER_START on, milliseconds since the epoch, the wall clock and what is
// done at intervals go VIGIE_WEATHER_SPEED times as fast.
import { promisify } from "node:util";

const speed = Number(process.env.VIGIE_WEATHER_SPEED);
const startMs = Number(process.env.VIGIE_WEATHER_START);
/** Shorter intervals share out real work, such as the events of a stream, or the batches in which a server tells of itself. */
const SHORTEST_INTERVAL_MS = 5_000;
/** Shorter timeouts are patience with real work, such as a commit, which is no faster than ever. */
const SHORTEST_TIMEOUT_MS = 60_000;

const RealDate = Date;
const now = () => Math.floor(startMs + (RealDate.now() - startMs) * speed);

globalThis.Date = class extends RealDate {
  static override now(): number {
    return now();
  }

  constructor(...given: [] | [number | string | Date]) {
    if (given.length === 0) super(now());
    else super(...(given as [number]));
  }
} as DateConstructor;

const { setInterval: interval, setTimeout: timeout } = globalThis;
globalThis.setInterval = ((work: () => void, ms = 1, ...given: []) =>
  interval(work, ms < SHORTEST_INTERVAL_MS ? ms : ms / speed, ...given)) as typeof setInterval;
const fastTimeout = (work: () => void, ms = 1, ...given: []) =>
  timeout(work, ms < SHORTEST_TIMEOUT_MS ? ms : ms / speed, ...given);
globalThis.setTimeout = Object.defineProperties(fastTimeout, {
  [promisify.custom]: { value: Reflect.get(timeout, promisify.custom) },
}) as typeof setTimeout;

/**
 * The modules whose monotonic clock goes as fast, a pattern of their paths: those that hold it against the wall clock. For all others it
 * measures real work, such as how long a commit may take.
 */
const fast = new RegExp(process.env.VIGIE_WEATHER_FAST ?? "$^");
const monotonic = performance.now.bind(performance);

const isAllFast = fast.test(".");

performance.now = () => (isAllFast || fast.test(callerOf()) ? monotonic() * speed : monotonic());

/** The line of a stack that names who asked for the time. */
function callerOf(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 3;
  const [, , , caller = ""] = (new Error().stack ?? "").split("\n");
  Error.stackTraceLimit = stackTraceLimit;
  return caller;
}
