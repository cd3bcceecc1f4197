import { z } from "zod";
import { FIGURE_KEYS } from "../../figures/catalogue.ts";
import { periodInput, serviceInput } from "../../period.ts";
import { router, viewerProcedure } from "../../trpc.ts";
import type { Anomaly, ExpectedBand } from "./shapes.ts";

const notYet = (): never => {
  throw new Error("not yet");
};

export const anomaliesRouter = router({
  /** Those that go on or were raised in the period: open ones first, then the newest. */
  list: viewerProcedure
    .input(
      z.object({ service: serviceInput, period: periodInput, limit: z.number().int().min(1).max(500).default(100) }),
    )
    .query(async (): Promise<Anomaly[]> => notYet()),

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
    .query(async (): Promise<{ stepSeconds: number; times: number[]; bands: ExpectedBand[] }> => notYet()),
});
