export { DEFAULT_SCALE, Histogram } from "./histogram.ts";
export { uuidV7, uuidV7Time } from "./uuid.ts";
export { displayStep, STEPS, type Step, type StepRange, storageStep, tilePeriod, windowStart } from "./windows.ts";
