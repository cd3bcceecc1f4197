import { attachCore } from "./core/attach.ts";
import { Core } from "./core/core.ts";
import { levelRanked } from "./core/logs/levels.ts";
import { readOptions, type VigieOptions } from "./core/options.ts";
import { flushAtEnd } from "./core/shutdown.ts";
import type { Vigie } from "./core/vigie.ts";
import { watchOutgoing } from "./recorders/outgoing.ts";
import { recordProcess } from "./recorders/process.ts";

export type { VigieStats } from "./core/core.ts";
export { DEFAULT_IGNORE, type IgnorePattern } from "./core/ignore.ts";
export type { MetricInput } from "./core/metrics.ts";
export type { VigieOptions } from "./core/options.ts";
export type { VigieProblem } from "./core/problems.ts";
export type { TraceHeaders } from "./core/trace-context.ts";
export type { Vigie } from "./core/vigie.ts";

/**
 * Starts recording this process for Vigie. Make one per service and give it to the framework's adapter.
 *
 * @example
 * import { createVigie } from "@vigie/node";
 * import { vigieExpress } from "@vigie/node/express";
 * const vigie = createVigie({ service: "shop" });
 * app.use(vigieExpress(vigie));
 */
export function createVigie(options: VigieOptions): Vigie {
  const core = new Core(readOptions(options ?? {}));
  const stops = [flushAtEnd(core)];
  if (core.settings.processMetrics) stops.push(recordProcess(core));
  const { asyncContext, traceOutgoing, recordOutgoing } = core.settings;
  if (asyncContext && (traceOutgoing || recordOutgoing)) stops.push(watchOutgoing(core));
  return attachCore(
    {
      traceId: () => core.scope()?.traceId,
      traceHeaders: () => core.traceHeaders(),
      error: (error) => core.error(error),
      span: <T>(name: string, work: () => T) => core.span(name, work) as never,
      annotate: (attributes) => core.annotate(attributes),
      log: (level, message, attributes) => core.log({ level: levelRanked(String(level), {}), message, attributes }),
      metric: (metric) => core.metric(metric),
      flush: () => core.flush(),
      close: async () => {
        for (const stop of stops) core.guard(stop);
        await core.close();
      },
      stats: () => core.stats(),
    },
    core,
  );
}
