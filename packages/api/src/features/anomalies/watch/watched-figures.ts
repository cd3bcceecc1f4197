import type { DetectorOptions } from "@vigie/series";
import type { FigureKey } from "../../../figures/catalogue.ts";

export interface WatchedFigure extends Required<DetectorOptions> {
  key: FigureKey;
  /** Made of fewer requests, lookups or blocks, a value says nothing: windows are then taken together. */
  leastSamples: number;
}

/** Windows of ten seconds are taken together for so long at most. */
export const GATHER_SECONDS = 120;
/**
 * After so many requests they are a value. A P95 of thirty is the second longest of them: two stray ones would make an anomaly, and do so every
 * day. Of sixty it takes four, of a hundred six.
 */
export const ENOUGH_REQUESTS = 100;
const LEAST_REQUESTS = 60;

/*
 * `smallestDeviation` is the least spread that a series is given. An alarm asks for some four of them at a pace of ten seconds, three at
 * slower ones: below that nobody would act on it.
 */

/** Of services as wholes and of endpoints. */
export const REQUEST_FIGURES: readonly WatchedFigure[] = [
  // Faster is no trouble. A few milliseconds more are not either, however steady it was before.
  { key: "api.p95Ms", sides: "above", smallestDeviation: 5, leastSamples: LEAST_REQUESTS },
  // One failure among sixty is 0.017: where there never was one, the first is not yet news.
  { key: "api.errorRate", sides: "above", smallestDeviation: 0.01, leastSamples: LEAST_REQUESTS },
];

/** Of services as wholes, whether they have requests or not. */
export const SERVICE_FIGURES: readonly WatchedFigure[] = [
  // Visitors who stay away are as much of a sign as those who come in crowds. Half a request a second is by chance.
  { key: "api.requestsPerSecond", sides: "both", smallestDeviation: 0.5, leastSamples: 0 },
  // Garbage collection alone makes pauses of 20 ms and more.
  { key: "system.eventLoopDelayP99Ms", sides: "above", smallestDeviation: 10, leastSamples: 0 },
  // A leak shows above. Caches that fill after a start are some tens of megabytes.
  { key: "system.processRssBytes", sides: "above", smallestDeviation: 16 * 1024 * 1024, leastSamples: 0 },
];

/** Of the targets and the machine. */
export const TARGET_FIGURES: readonly WatchedFigure[] = [
  // Better than expected is no trouble.
  { key: "redis.hitRate", sides: "below", smallestDeviation: 0.02, leastSamples: 100 },
  // Memory that is freed was flushed or expired, which the hit rate tells where it matters.
  { key: "redis.memoryRatio", sides: "above", smallestDeviation: 0.02, leastSamples: 0 },
  { key: "redis.commandsPerSecond", sides: "both", smallestDeviation: 5, leastSamples: 0 },
  // One connection more or less is a pool that breathes.
  { key: "postgres.connectionsTotal", sides: "above", smallestDeviation: 1, leastSamples: 0 },
  // A report that reads a cold table is seen, one that reads a page of it is not.
  { key: "postgres.bufferHitRatio", sides: "below", smallestDeviation: 0.02, leastSamples: 1_000 },
  { key: "postgres.commitsPerSecond", sides: "both", smallestDeviation: 5, leastSamples: 0 },
  // A process that starts takes a core for some seconds.
  { key: "system.cpuRatio", sides: "above", smallestDeviation: 0.05, leastSamples: 0 },
  { key: "system.memoryRatio", sides: "above", smallestDeviation: 0.02, leastSamples: 0 },
];
