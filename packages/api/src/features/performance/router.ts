import { z } from "zod";
import { periodInput, serviceInput } from "../../period.ts";
import { adminProcedure, router, viewerProcedure } from "../../trpc.ts";
import type { IndexWeights, PerformanceIndex } from "./shapes.ts";

const notYet = (): never => {
  throw new Error("not yet");
};

const weight = z.number().min(0).max(1);

export const performanceRouter = router({
  /** The index of a period with its parts, and of each window of it. */
  index: viewerProcedure
    .input(z.object({ service: serviceInput, period: periodInput, maxPoints: z.number().int().min(10).max(2_000) }))
    .query(async (): Promise<PerformanceIndex> => notYet()),

  /** Weights of the parts; must sum to 1. Throws WEIGHTS_INVALID. */
  setWeights: adminProcedure
    .input(z.object({ cache: weight, latency: weight, errors: weight, memory: weight }))
    .mutation(async (): Promise<IndexWeights> => notYet()),
});
