import { z } from "zod";
import { periodInput, serviceInput } from "../../period.ts";
import { router, viewerProcedure } from "../../trpc.ts";
import { endpointDetail } from "./detail.ts";
import { endpointHeatmap } from "./heatmap.ts";
import { endpointHotspots } from "./hotspots.ts";
import { slowEndpoints } from "./slow.ts";
import { endpointSparklines } from "./sparklines.ts";
import { ENDPOINT_COLUMNS, endpointStats } from "./stats.ts";

/** Which requests: of a service, one of its releases or instances, over a period. */
const selection = {
  service: serviceInput,
  /** As the service calls it. Left out: all of them. */
  release: z.string().min(1).max(128).optional(),
  /** Name of one running process. Left out: all of them. */
  instance: z.string().min(1).max(128).optional(),
  period: periodInput,
};
const limit = (otherwise: number) => z.number().int().min(1).max(1_000).default(otherwise);

/**
 * Throw SERVICE_UNKNOWN, RELEASE_UNKNOWN, INSTANCE_UNKNOWN, ENDPOINT_UNKNOWN and PERIOD_INVALID. Quantiles come from merged histograms of all
 * requests, within 1.1 % of the nearest rank; shares are those of the counts beside them.
 */
export const endpointsRouter = router({
  /** Every endpoint with a request in the period; by default the one with the most time first. */
  stats: viewerProcedure
    .input(
      z.object({
        ...selection,
        /** Part of `GET /route`, in any case. */
        search: z.string().max(512).optional(),
        sort: z.enum(ENDPOINT_COLUMNS).default("totalMs"),
        order: z.enum(["asc", "desc"]).default("desc"),
        limit: z.number().int().min(1).max(10_000).optional(),
      }),
    )
    .query(({ ctx, input }) => endpointStats(ctx, input)),

  /** Requests per second and P95 of some endpoints over the period, in at most `points` windows. */
  sparklines: viewerProcedure
    .input(
      z.object({
        ...selection,
        /** Ids from `stats`. */
        endpoints: z.array(z.number().int()).min(1).max(200),
        points: z.number().int().min(10).max(120).default(30),
      }),
    )
    .query(({ ctx, input }) => endpointSparklines(ctx, input)),

  /** Endpoints with requests above the threshold, the one that wastes the most time per hour first. */
  slow: viewerProcedure
    .input(z.object({ ...selection, thresholdMs: z.number().positive().max(1e9).default(250), limit: limit(20) }))
    .query(({ ctx, input }) => slowEndpoints(ctx, input)),

  /** Endpoints with errors, the one with the most 5xx first, with the groups behind them. */
  errorHotspots: viewerProcedure
    .input(z.object({ ...selection, limit: limit(20), groups: z.number().int().min(0).max(50).default(5) }))
    .query(({ ctx, input }) => endpointHotspots(ctx, input)),

  /** P95 and errors by endpoint and window, for the endpoints with the most time. */
  heatmap: viewerProcedure
    .input(z.object({ ...selection, limit: limit(30), maxPoints: z.number().int().min(10).max(200).default(60) }))
    .query(({ ctx, input }) => endpointHeatmap(ctx, input)),

  /** All about one endpoint. */
  get: viewerProcedure
    .input(
      z.object({
        ...selection,
        service: z.string().min(1).max(128),
        method: z.string().min(1).max(32),
        route: z.string().min(1).max(512),
        maxPoints: z.number().int().min(10).max(500).default(120),
        exemplars: z.number().int().min(1).max(100).default(10),
      }),
    )
    .query(({ ctx, input }) => endpointDetail(ctx, input)),
});
