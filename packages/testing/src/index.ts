export { freePort } from "@vigie/storage";
export * from "./batches.ts";
export * from "./outbox.ts";
export * from "./postgres.ts";
export * from "./receiver.ts";
export * from "./redis.ts";
export * from "./server.ts";
export * from "./stored.ts";
export * from "./visited.ts";
