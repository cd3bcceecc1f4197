import { z } from "zod";
import { FIGURE_KEYS } from "../figures/catalogue.ts";
import { SEVERITIES } from "./rule.ts";

const name = (limit: number) => z.string().trim().min(1).max(limit);
const labels = z
  .record(z.string().min(1).max(64), z.string().max(256))
  .refine((given) => Object.keys(given).length <= 8, "at most 8 labels");

export const severityInput = z.enum(SEVERITIES);

const ruleMetricInput = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("figure"), figure: z.enum(FIGURE_KEYS) }),
  z.object({ kind: z.literal("silence") }),
  z.object({ kind: z.literal("logs"), query: z.string().max(1_000) }),
  z.object({
    kind: z.literal("sample"),
    type: name(32),
    name: name(128),
    aggregate: z.enum(["mean", "max", "sum"]),
  }),
]);

const ruleScopeInput = z.object({
  service: name(128).optional(),
  endpoint: z.union([z.literal("each"), z.object({ method: name(16), route: name(512) })]).optional(),
  release: name(128).optional(),
  labels: labels.optional(),
});

const seconds = (least: number, most: number) => z.number().int().min(least).max(most);

/** What a person writes of a rule. That its parts fit each other is checked by `checkRule`. */
export const ruleDraftInput = z.object({
  name: name(200),
  metric: ruleMetricInput,
  scope: ruleScopeInput.default({}),
  comparison: z.enum(["above", "below"]),
  threshold: z.number(),
  clearThreshold: z.number().nullable().default(null),
  windowSeconds: seconds(10, 3_600).multipleOf(10).default(60),
  forSeconds: seconds(0, 86_400).default(60),
  clearSeconds: seconds(0, 86_400).default(60),
  minimumSamples: z.number().int().min(0).max(1_000_000_000).default(0),
  severity: severityInput,
  hint: z.string().trim().max(2_000).default(""),
  isEnabled: z.boolean().default(true),
});
