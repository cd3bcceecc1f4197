import { findServices, type KnownService, type Period, type Store } from "@vigie/storage";
import { z } from "zod";
import { FIGURE_KEYS, FIGURES, type FigureKey, type FigureOf } from "../../figures/catalogue.ts";
import { computeFigure, countSamples, isGauge } from "../../figures/compute.ts";
import type { FigureDefinition, Part, State, Threshold, Unit } from "../../figures/definition.ts";
import { judge } from "../../figures/judge.ts";
import { type PeriodSamples, readSamples } from "../../figures/samples.ts";
import { isoTime, lastMinute, periodInput, previousPeriod, resolvePeriod, serviceInput } from "../../period.ts";
import { type ApiContext, type CollectorProblem, viewerProcedure } from "../../trpc.ts";

/** Figures of one part under their short names: `p95Ms`, `hitRate`. Null where there is nothing to make one of. */
type PartFigures<P extends Part> = {
  [K in FigureOf<P> as K extends `${P}.${infer Name}` ? Name : never]: number | null;
};

interface Unavailable {
  available: false;
  code: "NO_DATA" | CollectorProblem["code"];
  reason: string;
  remedy: string;
}

export type SummaryPart<P extends Part> =
  | (PartFigures<P> & { available: true; problem: CollectorProblem | null })
  | Unavailable;

export interface Figure {
  key: FigureKey;
  part: Part;
  label: string;
  unit: Unit;
  better: "lower" | "higher" | "neither";
  /** Over the period. */
  value: number | null;
  /** Over the last whole minute; null when the period ended before. */
  now: number | null;
  /** Over the period of the same length before. */
  previous: number | null;
  /** Of `now`, or of `value` where there is no now. */
  state: State | "unknown";
  threshold: Threshold | null;
}

export interface Summary {
  service: string | null;
  /** ISO 8601, as are all times. */
  from: string;
  to: string;
  generatedAt: string;
  api: SummaryPart<"api">;
  redis: SummaryPart<"redis">;
  postgres: SummaryPart<"postgres">;
  system: SummaryPart<"system">;
  figures: Figure[];
}

/** Every figure over a period, over the last minute and over the period before. */
export const summary = viewerProcedure
  .input(z.object({ service: serviceInput, period: periodInput }))
  .query(async ({ ctx, input }): Promise<Summary> => {
    const nowMs = ctx.now();
    const period = resolvePeriod(input.period, nowMs);
    const services = await findServices(ctx.store, input.service);
    const samples = await readPeriods(ctx.store, { services, period, nowMs });
    const figures = FIGURE_KEYS.map((key) => figureOf(key, samples));
    return {
      service: input.service ?? null,
      from: isoTime(period.fromSeconds),
      to: isoTime(period.toSeconds),
      generatedAt: new Date(nowMs).toISOString(),
      api: partOf(ctx, "api", figures),
      redis: partOf(ctx, "redis", figures),
      postgres: partOf(ctx, "postgres", figures),
      system: partOf(ctx, "system", figures),
      figures,
    };
  });

interface Periods {
  value: PeriodSamples;
  now: PeriodSamples | null;
  previous: PeriodSamples;
}

async function readPeriods(
  store: Store,
  { services, period, nowMs }: { services: KnownService[]; period: Period; nowMs: number },
): Promise<Periods> {
  const minute = lastMinute(nowMs);
  const reading = { keys: FIGURE_KEYS, services, nowMs };
  const [value, now, previous] = await Promise.all([
    readSamples(store, { ...reading, period }),
    period.toSeconds >= minute.toSeconds ? readSamples(store, { ...reading, period: minute }) : null,
    readSamples(store, { ...reading, period: previousPeriod(period, nowMs) }),
  ]);
  return { value, now, previous };
}

function figureOf(key: FigureKey, { value, now, previous }: Periods): Figure {
  const { part, label, unit, better, recipe, threshold }: FigureDefinition = FIGURES[key];
  const computed = computeFigure(key, value);
  // The newest sample of a gauge is of now already; the last whole minute would only show an older one.
  const computedNow = now && (isGauge(recipe) ? computed : computeFigure(key, now));
  const judged = computedNow === null ? value : (now ?? value);
  return {
    key,
    part,
    label,
    unit,
    better,
    value: computed,
    now: computedNow,
    previous: computeFigure(key, previous),
    state: judge(key, computedNow ?? computed, countSamples(key, judged)),
    threshold: threshold ?? null,
  };
}

function partOf<P extends Part>(ctx: ApiContext, part: P, figures: readonly Figure[]): SummaryPart<P> {
  const problem = ctx.collectorProblem(part);
  const own = figures.filter((figure) => figure.part === part);
  const hasData = own.some((figure) => figure.value !== null);
  if (!hasData) {
    const { code, reason, remedy } = problem ?? NO_DATA[part];
    return { available: false, code, reason, remedy };
  }
  const named = Object.fromEntries(own.map((figure) => [figure.key.slice(part.length + 1), figure.value]));
  return { ...(named as PartFigures<P>), available: true, problem };
}

const NO_DATA: Record<Part, Omit<Unavailable, "available">> = {
  api: {
    code: "NO_DATA",
    reason: "No request was recorded in this period.",
    remedy: "Add the SDK to a service, or choose a longer period.",
  },
  redis: {
    code: "NO_DATA",
    reason: "No sample of Redis in this period.",
    remedy: "Wait 10 s for the first one, or choose a longer period.",
  },
  postgres: {
    code: "NO_DATA",
    reason: "No sample of Postgres in this period.",
    remedy: "Wait 10 s for the first one, or choose a longer period.",
  },
  system: {
    code: "NO_DATA",
    reason: "No sample of this machine in this period.",
    remedy: "Wait 10 s for the first one, or choose a longer period.",
  },
};
