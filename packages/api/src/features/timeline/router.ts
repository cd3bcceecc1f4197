import { chartStep, findServices } from "@vigie/storage";
import { z } from "zod";
import { FIGURE_KEYS, type FigureKey } from "../../figures/catalogue.ts";
import { computeFigure } from "../../figures/compute.ts";
import { readSampleWindows } from "../../figures/samples.ts";
import { isoTime, periodInput, resolvePeriod, serviceInput, windowStarts } from "../../period.ts";
import { viewerProcedure } from "../../trpc.ts";
import { type AlertRange, type Mark, readAlertRanges, readReleases } from "./query.ts";

export interface Timeline {
  from: string;
  to: string;
  stepSeconds: number;
  /** Starts of the windows, milliseconds since the epoch; the first and the last may reach past the period. */
  times: number[];
  /** One value per window; null is a gap: nothing was seen. */
  values: Partial<Record<FigureKey, (number | null)[]>>;
  marks: Mark[];
  /** Alerts that were open in the period. */
  alerts: AlertRange[];
}

/** Any figures of `summary` over a period, at a step that gives at most `maxPoints` windows. */
export const timeline = viewerProcedure
  .input(
    z.object({
      service: serviceInput,
      period: periodInput,
      figures: z.array(z.enum(FIGURE_KEYS)).min(1).max(FIGURE_KEYS.length),
      maxPoints: z.number().int().min(10).max(2_000),
    }),
  )
  .query(async ({ ctx, input }): Promise<Timeline> => {
    const nowMs = ctx.now();
    const period = resolvePeriod(input.period, nowMs);
    const stepSeconds = chartStep({ period, maxPoints: input.maxPoints, nowMs });
    const services = await findServices(ctx.store, input.service);
    const [windows, marks, alerts] = await Promise.all([
      readSampleWindows(ctx.store, { keys: input.figures, services, period, nowMs, stepSeconds }),
      readReleases(ctx.store, { services, period }),
      readAlertRanges(ctx.store, { service: input.service, period }),
    ]);
    const starts = windowStarts(period, stepSeconds);
    const valueAt = (key: FigureKey, start: number) => {
      const samples = windows.get(start);
      return samples ? computeFigure(key, samples) : null;
    };
    return {
      from: isoTime(period.fromSeconds),
      to: isoTime(period.toSeconds),
      stepSeconds,
      times: starts.map((start) => start * 1000),
      values: Object.fromEntries(input.figures.map((key) => [key, starts.map((start) => valueAt(key, start))])),
      marks,
      alerts,
    };
  });
