export {
  ALARM_SCORE,
  type Band,
  createDetector,
  type Detector,
  type DetectorOptions,
  decodeDetector,
  type Judgement,
  type Observation,
} from "./anomaly/detector.ts";
export type { Episode } from "./anomaly/episode.ts";
export { DEFAULT_SCALE, Histogram } from "./histogram.ts";
export { uuidV7, uuidV7Time } from "./uuid.ts";
export { displayStep, STEPS, type Step, type StepRange, storageStep, tilePeriod, windowStart } from "./windows.ts";
