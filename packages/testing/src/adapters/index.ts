export { type Answer, call, hangUp } from "./call.ts";
export {
  type AdapterApp,
  type AdapterContract,
  type AdapterTraits,
  describeAdapter,
  OWN_TRACEPARENT,
  type StartAdapter,
} from "./describe-adapter.ts";
export { callAround, endlessChunks, listen, pause, slowChunks, stop } from "./serve.ts";
