import { findServices } from "@vigie/storage";
import { z } from "zod";
import { watchedSeconds } from "../../figures/samples.ts";
import { isoTime, periodInput, resolvePeriod, serviceInput } from "../../period.ts";
import { router, viewerProcedure } from "../../trpc.ts";
import { readEndpoints } from "./query.ts";

export interface EndpointStats {
  service: string;
  method: string;
  route: string;
  requestCount: number;
  requestsPerSecond: number;
  avgMs: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  maxMs: number;
  clientErrorCount: number;
  serverErrorCount: number;
  /** 5xx of all, 0–1. */
  errorRate: number;
  totalMs: number;
  /** Of the time of all endpoints listed, 0–1. */
  shareOfTime: number;
  /** Start of the newest window with a request. */
  lastSeen: string;
}

export const endpointsRouter = router({
  /** Every endpoint with a request in the period, the one with the most time first. */
  stats: viewerProcedure
    .input(z.object({ service: serviceInput, period: periodInput }))
    .query(async ({ ctx, input }) => {
      const nowMs = ctx.now();
      const period = resolvePeriod(input.period, nowMs);
      const services = await findServices(ctx.store, input.service);
      const endpoints = await readEndpoints(ctx.store, { services, period });
      const seconds = watchedSeconds({ services, period, nowMs });
      const allMs = endpoints.reduce((sum, { merged }) => sum + merged.sumMs, 0);
      return {
        from: isoTime(period.fromSeconds),
        to: isoTime(period.toSeconds),
        endpoints: endpoints
          .map(
            ({ service, method, route, merged, lastSeconds }): EndpointStats => ({
              service,
              method,
              route,
              requestCount: merged.count,
              requestsPerSecond: merged.count / seconds,
              avgMs: merged.sumMs / merged.count,
              p50Ms: merged.quantile(0.5),
              p95Ms: merged.quantile(0.95),
              p99Ms: merged.quantile(0.99),
              maxMs: merged.maxMs,
              clientErrorCount: merged.status4xx,
              serverErrorCount: merged.status5xx,
              errorRate: merged.status5xx / merged.count,
              totalMs: merged.sumMs,
              shareOfTime: allMs > 0 ? merged.sumMs / allMs : 0,
              lastSeen: isoTime(lastSeconds),
            }),
          )
          .sort((a, b) => b.totalMs - a.totalMs),
      };
    }),
});
