import { z } from "zod";
import { ruleDraftInput } from "../../alerting/inputs.ts";
import type { Rule } from "../../alerting/rule.ts";
import { adminProcedure, router, viewerProcedure } from "../../trpc.ts";
import type { ListedRule, OfferedMetric, Preview } from "./shapes.ts";

const notYet = (): never => {
  throw new Error("not yet");
};

const id = z.number().int().positive();

export const rulesRouter = router({
  /** All of them, those with open alerts first. */
  list: viewerProcedure.query(async (): Promise<ListedRule[]> => notYet()),

  /** What can be measured. */
  metrics: viewerProcedure.query(async (): Promise<OfferedMetric[]> => notYet()),

  /** What a rule would have done in the last 7 days. Throws RULE_INVALID. */
  preview: viewerProcedure.input(z.object({ rule: ruleDraftInput })).query(async (): Promise<Preview> => notYet()),

  /** Throws RULE_INVALID. */
  create: adminProcedure.input(ruleDraftInput).mutation(async (): Promise<Rule> => notYet()),

  /** Throws RULE_UNKNOWN, RULE_INVALID, or RULE_CHANGED when somebody else changed it since `version`. */
  update: adminProcedure
    .input(z.object({ id, version: z.number().int(), rule: ruleDraftInput }))
    .mutation(async (): Promise<Rule> => notYet()),

  /** Its open alerts end. Throws RULE_UNKNOWN. */
  remove: adminProcedure.input(z.object({ id })).mutation(async (): Promise<{ removed: true }> => notYet()),
});
