/** Times in milliseconds. */
export interface EndpointModel {
  method: string;
  route: string;
  /** Of the requests of its service. */
  share: number;
  usualMs: number;
  /** Standard deviation of the logarithm of durations. */
  spread: number;
  /** Share of 5xx; one in a thousand where nothing is known of it. */
  failing?: number;
}

export interface ServiceModel {
  name: string;
  /** In the busiest hour. */
  requestsPerSecond: number;
  endpoints: readonly EndpointModel[];
}

const endpoint = (
  method: string,
  route: string,
  [share, usualMs, spread]: [number, number, number],
): EndpointModel => ({
  method,
  route,
  share,
  usualMs,
  spread,
});

/** A service to search code like the demo's, and the small one that it asks. */
export const SERVICES: readonly ServiceModel[] = [
  {
    name: "code-search",
    requestsPerSecond: 14,
    endpoints: [
      endpoint("GET", "/v1/code/search", [0.3, 24, 0.55]),
      endpoint("GET", "/v1/code/suggest", [0.25, 6, 0.4]),
      endpoint("GET", "/v1/code/related/:id", [0.1, 35, 0.6]),
      endpoint("GET", "/v1/files/:id", [0.12, 4, 0.4]),
      endpoint("GET", "/v1/files/:id/similar", [0.04, 60, 0.6]),
      endpoint("GET", "/v1/graph/:id", [0.06, 45, 0.7]),
      endpoint("GET", "/v1/packages", [0.05, 8, 0.4]),
      // It asks a third party that fails now and then, as the demo's does.
      { ...endpoint("GET", "/v1/packages/:name", [0.05, 10, 0.5]), failing: 0.06 },
      endpoint("GET", "/v1/packages/:name/export", [0.01, 220, 0.8]),
      endpoint("POST", "/v1/index", [0.01, 400, 0.7]),
      endpoint("GET", "/v1/code/search/report", [0.01, 90, 0.5]),
    ],
  },
  {
    name: "directory",
    requestsPerSecond: 2,
    endpoints: [
      endpoint("GET", "/packages/:name", [0.9, 3, 0.5]),
      endpoint("GET", "/packages/:name/versions", [0.1, 12, 0.6]),
    ],
  },
];
