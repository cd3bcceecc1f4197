export * from "./dimensions.ts";
export * from "./metrics.ts";
export * from "./requests.ts";
export * from "./rollups.ts";
