import { VigieError } from "@vigie/protocol";
import { chartStep, findServices, readSetting, writeSetting } from "@vigie/storage";
import { z } from "zod";
import { FIGURES } from "../../figures/catalogue.ts";
import { computeFigure, type Samples } from "../../figures/compute.ts";
import { readSamples, readSampleWindows } from "../../figures/samples.ts";
import { periodInput, resolvePeriod, serviceInput, windowStarts } from "../../period.ts";
import { type ApiContext, adminProcedure, router, viewerProcedure } from "../../trpc.ts";
import {
  DEFAULT_WEIGHTS,
  gradeOf,
  PART_FIGURES,
  PARTS,
  type PartValues,
  partScore,
  scoreOf,
  sumsToOne,
} from "./score.ts";
import type { IndexPart, IndexWeights, PerformanceIndex } from "./shapes.ts";

const SETTING = "performance.weights";

const weight = z.number().min(0).max(1);
const weightsInput = z.object({ cache: weight, latency: weight, errors: weight, memory: weight });

const KEYS = PARTS.map((part) => PART_FIGURES[part]);

export const performanceRouter = router({
  /**
   * The index of a period with its parts, and of each window of it. That of the period is made of its own figures, not of the
   * windows' indexes.
   */
  index: viewerProcedure
    .input(z.object({ service: serviceInput, period: periodInput, maxPoints: z.number().int().min(10).max(2_000) }))
    .query(async ({ ctx, input }): Promise<PerformanceIndex> => {
      const nowMs = ctx.now();
      const period = resolvePeriod(input.period, nowMs);
      const stepSeconds = chartStep({ period, maxPoints: input.maxPoints, nowMs });
      const services = await findServices(ctx.store, input.service);
      const reading = { keys: KEYS, services, period, nowMs };
      const [weights, samples, windows] = await Promise.all([
        readWeights(ctx),
        readSamples(ctx.store, reading),
        readSampleWindows(ctx.store, { ...reading, stepSeconds }),
      ]);
      const values = valuesOf(samples);
      const { score, weights: shares } = scoreOf(values, weights);
      const starts = windowStarts(period, stepSeconds);
      return {
        score,
        grade: score === null ? null : gradeOf(score),
        parts: PARTS.map((part) => {
          const value = values[part];
          return {
            part,
            label: FIGURES[PART_FIGURES[part]].label,
            weight: shares[part],
            configuredWeight: weights[part],
            value,
            score: value === null ? null : partScore(part, value),
            missing: value === null ? whyMissing(ctx, part) : null,
          };
        }),
        weights,
        stepSeconds,
        times: starts.map((start) => start * 1000),
        history: starts.map((start) => {
          const window = windows.get(start);
          return window ? scoreOf(valuesOf(window), weights).score : null;
        }),
      };
    }),

  /** Weights of the parts; must sum to 1. Throws WEIGHTS_INVALID. */
  setWeights: adminProcedure.input(weightsInput).mutation(async ({ ctx, input }): Promise<IndexWeights> => {
    const sum = PARTS.reduce((total, part) => total + input[part], 0);
    if (!sumsToOne(sum)) throw new VigieError("WEIGHTS_INVALID", { sum: Number(sum.toPrecision(6)) });
    await writeSetting(ctx.store, { key: SETTING, value: input, nowMs: ctx.now() });
    return input;
  }),
});

async function readWeights({ store }: ApiContext): Promise<IndexWeights> {
  const set = weightsInput.safeParse(await readSetting(store, SETTING));
  return set.success ? set.data : DEFAULT_WEIGHTS;
}

function valuesOf(samples: Samples): PartValues {
  const value = (part: IndexPart) => computeFigure(PART_FIGURES[part], samples);
  return { cache: value("cache"), latency: value("latency"), errors: value("errors"), memory: value("memory") };
}

function whyMissing(ctx: ApiContext, part: IndexPart): string {
  switch (part) {
    case "cache":
      return ctx.collectorProblem("redis")?.reason ?? "No lookup in Redis in this period.";
    case "latency":
    case "errors":
      return "No request in this period.";
    case "memory":
      return ctx.collectorProblem("system")?.reason ?? "No sample of this machine at the end of this period.";
  }
}
