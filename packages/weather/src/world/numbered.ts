/** What the watched service did, by its own count; the SDK has no part in it. */
export interface Done {
  /** Requests that ended, by route. */
  requests: Record<string, number>;
  logs: number;
  metrics: number;
}

/** Before each log's number in its message. */
export const NUMBERED = "line ";
/** The value of each sample is its number. */
export const NUMBERED_METRIC = "weather.sample";
