export { type Answer, call, hangUp } from "./call.ts";
export type { AdapterApp, AdapterContract, StartAdapter } from "./contract.ts";
export { type AdapterTraits, describeAdapter } from "./describe-adapter.ts";
export { describeErrors, type ErrorTraits, type StartErrors } from "./describe-errors.ts";
export { answerOf, ServiceProblem, throwing } from "./problems.ts";
export { type Recorded, type RecordedError, Recording } from "./recording.ts";
export { callAround, endlessChunks, listen, OWN_TRACEPARENT, pause, slowChunks, stop } from "./serve.ts";
