import { VigieError } from "@vigie/protocol";
import { findEndpoints, findServices, type KnownService } from "@vigie/storage";
import { z } from "zod";
import type { Samples } from "../../figures/compute.ts";
import { serviceInput } from "../../period.ts";
import { type ApiContext, router, viewerProcedure } from "../../trpc.ts";
import { TREND_KEYS, type TrendKey, trendOf } from "./compare.ts";
import { mapStretches, readEndpointStretches, readServiceStretches, type Stretches } from "./read.ts";
import { readingOf } from "./reading.ts";
import type { Trend } from "./shapes.ts";

const ENDPOINT_KEYS = ["api.p95Ms", "api.errorRate", "api.requestsPerSecond"] as const satisfies TrendKey[];

export const trendsRouter = router({
  /** Latency, error rate, hit rate, connections, throughput, CPU, memory, disk: now against an hour, a day and a week before. */
  current: viewerProcedure
    .input(z.object({ service: serviceInput }))
    .query(async ({ ctx, input }): Promise<Trend[]> => {
      const services = await servicesOf(ctx, input.service);
      return trendsOf(TREND_KEYS, await readServiceStretches(ctx.store, { services, nowMs: ctx.now() }));
    }),

  /** P95, error rate and throughput of endpoints. An id that is not known is left out. */
  endpoints: viewerProcedure
    .input(z.object({ service: serviceInput, endpoints: z.array(z.number().int()).min(1).max(200) }))
    .query(async ({ ctx, input }): Promise<{ id: number; trends: Trend[] }[]> => {
      const services = await servicesOf(ctx, input.service);
      const known = await findEndpoints(
        ctx.store,
        services.map(({ id }) => id),
      );
      const endpoints = [...new Set(input.endpoints)].flatMap((id) => known.get(id) ?? []);
      if (endpoints.length === 0) return [];
      const read = await readEndpointStretches(ctx.store, { services, nowMs: ctx.now(), endpoints });
      return [...read].map(([id, samples]) => ({ id, trends: trendsOf(ENDPOINT_KEYS, samples) }));
    }),
});

/** Throws SERVICE_UNKNOWN. */
async function servicesOf({ store }: ApiContext, service: string | undefined): Promise<KnownService[]> {
  const services = await findServices(store, service);
  if (services.length === 0 && service !== undefined) throw new VigieError("SERVICE_UNKNOWN", { service });
  return services;
}

function trendsOf(keys: readonly TrendKey[], samples: Stretches<Samples>): Trend[] {
  return keys.map((key) => {
    const { now, before } = mapStretches(samples, (each) => readingOf(key, each));
    return trendOf(key, now, before);
  });
}
