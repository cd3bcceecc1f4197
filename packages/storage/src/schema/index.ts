export * from "./dimensions.ts";
export * from "./errors.ts";
export * from "./logs.ts";
export * from "./metrics.ts";
export * from "./requests.ts";
export * from "./rollups.ts";
export * from "./statements.ts";
