import { LIMITS, METRIC_TYPES, metricSchema, VigieError } from "@vigie/protocol";
import { chartStep, findServices, readMetricSeries, recordSamples } from "@vigie/storage";
import { z } from "zod";
import { isoTime, periodInput, resolvePeriod, serviceInput, windowStarts } from "../../period.ts";
import { requireRoom } from "../../room.ts";
import { ingestProcedure, router, viewerProcedure } from "../../trpc.ts";

/** Series returned at most by one query. */
const SERIES_LIMIT = 100;

const newSample = metricSchema.extend({
  time: metricSchema.shape.time.optional(),
  labels: metricSchema.shape.labels.optional(),
});

export const metricsRouter = router({
  /** Writes samples by hand: one or many. `time` (milliseconds since the epoch) is now where left out. Returns how many were written. */
  record: ingestProcedure
    .input(z.union([newSample, z.array(newSample).min(1).max(1_000)]))
    .mutation(async ({ ctx, input }): Promise<{ written: number }> => {
      requireRoom(ctx);
      const nowMs = ctx.now();
      const oldest = nowMs - LIMITS.sampleAgeMs;
      const newest = nowMs + LIMITS.clockSkewMs;
      const samples = (Array.isArray(input) ? input : [input]).map((sample) => ({
        ...sample,
        time: sample.time ?? nowMs,
        labels: sample.labels ?? {},
        instanceId: null,
      }));
      const wrong = samples.findIndex(({ time }) => time < oldest || time > newest);
      if (wrong >= 0) {
        const iso = (ms: number) => new Date(ms).toISOString();
        throw new VigieError("METRIC_TIME_OUT_OF_RANGE", {
          path: wrong,
          time: iso(samples[wrong]?.time ?? 0),
          oldest: iso(oldest),
          newest: iso(newest),
        });
      }
      await recordSamples(ctx.store, samples);
      return { written: samples.length };
    }),

  /** Every series of one metric: the mean of each window, null where there was no sample. */
  query: viewerProcedure
    .input(
      z.object({
        type: z.enum(METRIC_TYPES),
        name: z.string().min(1).max(128),
        service: serviceInput,
        period: periodInput,
        maxPoints: z.number().int().min(10).max(2_000).default(120),
      }),
    )
    .query(async ({ ctx, input }) => {
      const nowMs = ctx.now();
      const period = resolvePeriod(input.period, nowMs);
      const stepSeconds = chartStep({ period, maxPoints: input.maxPoints, nowMs });
      const services = await findServices(ctx.store, input.service);
      const series = await readMetricSeries(ctx.store, {
        metric: { type: input.type, name: input.name },
        serviceIds: services.map((service) => service.id),
        period,
        stepSeconds,
        limit: SERIES_LIMIT,
      });
      const starts = windowStarts(period, stepSeconds);
      return {
        from: isoTime(period.fromSeconds),
        to: isoTime(period.toSeconds),
        stepSeconds,
        series: series.map(({ labels, service, instance, windows }) => {
          const means = new Map(windows.map((window) => [window.startSeconds, window.mean]));
          return {
            labels,
            service,
            instance,
            points: starts.map((start): [number, number | null] => [start * 1000, means.get(start) ?? null]),
          };
        }),
      };
    }),
});
