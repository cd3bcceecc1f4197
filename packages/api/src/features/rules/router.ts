import { VigieError } from "@vigie/protocol";
import { insertRule, readRules, removeRule, updateRule } from "@vigie/storage";
import { z } from "zod";
import { checkRule } from "../../alerting/check.ts";
import { tellAt } from "../../alerting/evaluate.ts";
import { ruleDraftInput } from "../../alerting/inputs.ts";
import { lookOf } from "../../alerting/metric.ts";
import type { Rule, RuleDraft } from "../../alerting/rule.ts";
import { ruleText } from "../../alerting/text.ts";
import { adminProcedure, router, viewerProcedure } from "../../trpc.ts";
import { offerMetrics } from "./offers.ts";
import { previewRule } from "./preview.ts";
import { countAlertsByRule } from "./query.ts";
import type { ListedRule, OfferedMetric, Preview } from "./shapes.ts";

const id = z.number().int().positive();
const version = z.number().int().min(1).max(2_147_483_647);
const WEEK_MS = 7 * 86_400_000;

export const rulesRouter = router({
  /** All of them, those with open alerts first. */
  list: viewerProcedure.query(async ({ ctx }): Promise<ListedRule[]> => {
    const [rules, counts] = await Promise.all([
      readRules(ctx.store.sql),
      countAlertsByRule(ctx.store, ctx.now() - WEEK_MS),
    ]);
    const listed = rules.map((stored): ListedRule => {
      const rule = stored as Rule;
      const { open = 0, since = 0 } = counts.get(rule.id) ?? {};
      return {
        ...rule,
        ...lookOf(rule.metric),
        text: ruleText(rule),
        openAlerts: open,
        alertsInWeek: since,
        problem: ctx.ruleProblem(rule.id),
      };
    });
    return listed.sort((a, b) => Number(b.openAlerts > 0) - Number(a.openAlerts > 0) || a.id - b.id);
  }),

  /** What can be measured. */
  metrics: viewerProcedure.query(({ ctx }): Promise<OfferedMetric[]> => offerMetrics(ctx)),

  /** What a rule would have done in the last 7 days. Throws RULE_INVALID or SEARCH_INVALID. */
  preview: viewerProcedure
    .input(z.object({ rule: ruleDraftInput }))
    .query(({ ctx, input }): Promise<Preview> => previewRule(ctx, input.rule)),

  /** Throws RULE_INVALID or SEARCH_INVALID. */
  create: adminProcedure.input(ruleDraftInput).mutation(async ({ ctx, input }): Promise<Rule> => {
    await checkRule(ctx.store, input);
    return (await insertRule(ctx.store.sql, input, ctx.now())) as Rule;
  }),

  /** Throws RULE_UNKNOWN, RULE_INVALID, SEARCH_INVALID, or RULE_CHANGED when somebody else changed it since `version`. */
  update: adminProcedure
    .input(z.object({ id, version, rule: ruleDraftInput }))
    .mutation(async ({ ctx, input }): Promise<Rule> => {
      const { store } = ctx;
      const before = (await readRules(store.sql)).find((rule) => rule.id === input.id) as Rule | undefined;
      if (before === undefined) throw new VigieError("RULE_UNKNOWN", { id: input.id });
      await checkRule(store, input.rule);
      const atMs = ctx.now();
      const change = { ...input, endsAlerts: endsAlerts(before, input.rule), atMs };
      const updated = await updateRule(store.sql, change, tellAt(atMs));
      if (updated === null) throw new VigieError("RULE_CHANGED", { name: before.name });
      return updated as Rule;
    }),

  /** Its open alerts end. Throws RULE_UNKNOWN. */
  remove: adminProcedure.input(z.object({ id })).mutation(async ({ ctx, input }): Promise<{ removed: true }> => {
    const atMs = ctx.now();
    const removed = await removeRule(ctx.store.sql, { id: input.id, atMs }, tellAt(atMs));
    if (!removed) throw new VigieError("RULE_UNKNOWN", { id: input.id });
    return { removed: true };
  }),
});

/** Alerts are of what was measured: when that is another thing from now on, they are over. A new threshold is for the next evaluation to judge. */
function endsAlerts(before: RuleDraft, after: RuleDraft): "rule-disabled" | "rule-changed" | null {
  if (!after.isEnabled) return "rule-disabled";
  const measured = ({ metric, scope, comparison }: RuleDraft) => JSON.stringify([metric, scope, comparison]);
  return measured(before) === measured(after) ? null : "rule-changed";
}
