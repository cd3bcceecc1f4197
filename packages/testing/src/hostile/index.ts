export { hostileRequest } from "./requests.ts";
export { type HostileFailure, type HostileReport, type HostileRunOptions, runHostile } from "./run-hostile.ts";
