import type { AdapterContract, StartAdapter } from "./contract.ts";
import { Recording } from "./recording.ts";

/** Starts an app of a suite, with a Vigie that sends to a recording. */
export async function launchAdapter(start: StartAdapter, overrides: Partial<AdapterContract> = {}) {
  const recording = new Recording();
  const app = await start({
    service: "conformance",
    transport: recording.transport,
    asyncContext: true,
    processMetrics: false,
    flushIntervalMs: 1_000,
    ...overrides,
  });
  return {
    url: app.url,
    recording,
    /** Until so many requests are recorded: their figures by endpoint. */
    until: (count: number) => recording.until(count, () => app.flush()),
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  };
}
