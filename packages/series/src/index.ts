export { DEFAULT_SCALE, Histogram } from "./histogram.ts";
