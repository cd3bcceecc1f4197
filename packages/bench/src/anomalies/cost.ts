import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createDetector, type Detector } from "@vigie/series";
import { healthyDays, OUR_SERIES, START_SECONDS, STEP_SECONDS, STEPS_PER_DAY } from "./ours.ts";

export interface Cost {
  microsecondsPerValue: number;
  /** As encoded, when all that it can know is known. */
  stateBytes: number;
  /** In memory: of the heap and its buffers, per detector. */
  memoryBytes: number;
  /** Of one core, to take a value of each series every ten seconds. */
  coreShare: number;
}

/**
 * What detectors cost that are fed by turns, as a server does it: the state of each is out of the caches when its turn comes. Surges are
 * among the values, so that there is all to remember that ever is.
 */
export function measureCost(options: { series: number; rounds: number }): Cost {
  const days = Object.keys(OUR_SERIES).map((name, seed) => healthyDays(name, 1, seed));
  const detectors: Detector[] = Array.from({ length: options.series }, () => createDetector());
  const feed = (from: number, to: number) => {
    for (let round = from; round < to; round++) {
      const atSeconds = START_SECONDS + round * STEP_SECONDS;
      for (let i = 0; i < detectors.length; i++) {
        const value = (days[i % days.length]?.[round % STEPS_PER_DAY] as number) * (round % 64 < 4 ? 10 : 1);
        detectors[i]?.observe({ atSeconds, value });
      }
    }
  };
  feed(0, options.rounds);
  const began = process.cpuUsage();
  feed(options.rounds, 2 * options.rounds);
  const spent = process.cpuUsage(began);
  const microsecondsPerValue = (spent.user + spent.system) / (options.rounds * options.series);
  const held = memory();
  // What is freed with them, not what grew until now: that would be less by the garbage of what ran before.
  detectors.length = 0;
  const memoryBytes = (held - memory()) / options.series;
  return {
    microsecondsPerValue,
    stateBytes: largestState(),
    memoryBytes,
    coreShare: (microsecondsPerValue * options.series) / (STEP_SECONDS * 1e6),
  };
}

/** Two weeks with surges at both paces and on both sides, so that as many are remembered as ever. */
function largestState(): number {
  const detector = createDetector();
  let largest = 0;
  const days = healthyDays("P95 ms", 14, 1);
  days.forEach((value, i) => {
    const isSurge = i % 4000 < 300;
    detector.observe({
      atSeconds: START_SECONDS + i * STEP_SECONDS,
      value: isSurge ? value * (i / 10_000) * 10 : value,
    });
    if (i % 1000 === 0) largest = Math.max(largest, detector.encode().length);
  });
  return largest;
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

function memory(): number {
  for (let times = 0; times < 3; times++) collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
