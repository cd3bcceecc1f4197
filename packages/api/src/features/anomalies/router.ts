import { VigieError } from "@vigie/protocol";
import { chartStep, findServices } from "@vigie/storage";
import { z } from "zod";
import { FIGURE_KEYS, FIGURES, type FigureKey } from "../../figures/catalogue.ts";
import type { FigureDefinition } from "../../figures/definition.ts";
import { periodInput, resolvePeriod, serviceInput, windowStarts } from "../../period.ts";
import { router, viewerProcedure } from "../../trpc.ts";
import { expectedBands } from "./bands.ts";
import { type AnomalyRow, readAnomalies } from "./query.ts";
import type { Anomaly, ExpectedBand } from "./shapes.ts";
import { anomalyText, changeOf } from "./text.ts";

export const anomaliesRouter = router({
  /** Those that went on in the period: open ones first, then the newest. Targets and the machine belong to every service. */
  list: viewerProcedure
    .input(
      z.object({ service: serviceInput, period: periodInput, limit: z.number().int().min(1).max(500).default(100) }),
    )
    .query(async ({ ctx, input }): Promise<Anomaly[]> => {
      const period = resolvePeriod(input.period, ctx.now());
      const services = await findServices(ctx.store, input.service);
      if (services.length === 0 && input.service !== undefined)
        throw new VigieError("SERVICE_UNKNOWN", { service: input.service });
      const serviceIds = services.map((service) => service.id);
      const rows = await readAnomalies(ctx.store, { serviceIds, period, limit: input.limit });
      return rows.filter(isOfCatalogue).map(asAnomaly);
    }),

  /** What was expected, at the windows that `timeline` gives for the same input. */
  bands: viewerProcedure
    .input(
      z.object({
        service: serviceInput,
        period: periodInput,
        figures: z.array(z.enum(FIGURE_KEYS)).min(1).max(FIGURE_KEYS.length),
        maxPoints: z.number().int().min(10).max(2_000),
      }),
    )
    .query(async ({ ctx, input }): Promise<{ stepSeconds: number; times: number[]; bands: ExpectedBand[] }> => {
      const nowMs = ctx.now();
      const period = resolvePeriod(input.period, nowMs);
      const stepSeconds = chartStep({ period, maxPoints: input.maxPoints, nowMs });
      const starts = windowStarts(period, stepSeconds);
      const services = await findServices(ctx.store, input.service);
      const bands = await expectedBands(ctx.store, { figures: input.figures, services, period, stepSeconds, starts });
      return { stepSeconds, times: starts.map((start) => start * 1000), bands };
    }),
});

type KnownRow = AnomalyRow & { figure: FigureKey };

/** What an older version watched may have left the catalogue. */
function isOfCatalogue(row: AnomalyRow): row is KnownRow {
  return Object.hasOwn(FIGURES, row.figure);
}

function asAnomaly({ method, route, ...row }: KnownRow): Anomaly {
  const { label, unit, better }: FigureDefinition = FIGURES[row.figure];
  const iso = (time: string) => new Date(time).toISOString();
  return {
    ...row,
    label,
    unit,
    better,
    endpoint: method === null || route === null ? null : { method, route },
    onset: iso(row.onset),
    raisedAt: iso(row.raisedAt),
    endedAt: row.endedAt === null ? null : iso(row.endedAt),
    change: changeOf(row),
    text: anomalyText(row.figure, row),
  };
}
