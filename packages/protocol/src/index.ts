export * from "./batch.ts";
export * from "./errors.ts";
export * from "./limits.ts";
export { holdsScheme, redactText } from "./redact.ts";
export { redactAttributes } from "./redact-attributes.ts";
export { areHarmless, isHarmlessName, isHarmlessPart } from "./redact-harmless.ts";
export { redactStart, redactWithin } from "./redact-length.ts";
export { isSensitiveName } from "./redact-named.ts";
export type { OwnRedaction } from "./redact-own.ts";
// Apart from the schemas, so that the SDK can take these without zod.
export * from "./wire.ts";
