export * from "./batch.ts";
export * from "./errors.ts";
export * from "./limits.ts";
export { redactText } from "./redact.ts";
// Apart from the schemas, so that the SDK can take these without zod.
export * from "./wire.ts";
