import { lookOf, ownerOf } from "../../alerting/metric.ts";
import type { RuleMetric } from "../../alerting/rule.ts";
import { FIGURE_KEYS, FIGURES } from "../../figures/catalogue.ts";
import type { FigureDefinition, Part } from "../../figures/definition.ts";
import type { ApiContext } from "../../trpc.ts";
import { findOwnMetrics } from "./query.ts";
import type { OfferedMetric } from "./shapes.ts";

const GROUPS: Record<Part, OfferedMetric["group"]> = {
  api: "Requests",
  redis: "Redis",
  postgres: "Postgres",
  system: "Machine and processes",
};
const WORSE = { lower: "above", higher: "below", neither: null } as const;
const DAY_MS = 86_400_000;

/** What can be measured: every figure, silence, logs, and own metrics of the last day. */
export async function offerMetrics(ctx: ApiContext): Promise<OfferedMetric[]> {
  const own = await findOwnMetrics(ctx.store, ctx.now() - DAY_MS);
  const offered = (metric: RuleMetric, more: Omit<OfferedMetric, "metric" | "label" | "unit">): OfferedMetric => ({
    metric,
    ...lookOf(metric),
    ...more,
  });
  return [
    ...FIGURE_KEYS.map((figure) => {
      const { part, better }: FigureDefinition = FIGURES[figure];
      const owner = ownerOf(figure);
      const scopes: OfferedMetric["scopes"] =
        owner === "requests" ? ["service", "endpoint", "release"] : owner === "processes" ? ["service"] : [];
      return offered({ kind: "figure", figure }, { group: GROUPS[part], worse: WORSE[better], scopes });
    }),
    offered({ kind: "silence" }, { group: "Services", worse: "above", scopes: ["service"] }),
    offered({ kind: "logs", query: "level:>=error" }, { group: "Logs", worse: "above", scopes: ["service"] }),
    ...own.map(({ type, name }) =>
      offered(
        { kind: "sample", type, name, aggregate: "mean" },
        { group: "Own metrics", worse: null, scopes: ["service", "labels"] },
      ),
    ),
  ];
}
