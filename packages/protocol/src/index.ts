export * from "./batch.ts";
export * from "./errors.ts";
export * from "./limits.ts";
// Apart from the schemas, so that the SDK can take these without zod.
export * from "./wire.ts";
