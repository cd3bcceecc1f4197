import { describe, expect, it } from "vitest";
import type { ListedRule, OfferedMetric } from "../../lib/trpc.ts";
import { labelsOf } from "./labels.ts";
import { draftOf, formOf, type RuleForm, withMetricOf } from "./rule-form.ts";
import { ruleProblems } from "./rule-problems.ts";
import { draftOfRule } from "./rules.query.ts";
import { scopeText } from "./scope-text.ts";

const errorRate: OfferedMetric = {
  metric: { kind: "figure", figure: "api.errorRate" },
  group: "Requests",
  label: "Error rate (5xx)",
  unit: "ratio",
  worse: "above",
  scopes: ["service", "endpoint", "release"],
};
const silence: OfferedMetric = {
  metric: { kind: "silence" },
  group: "Services",
  label: "Nothing heard for",
  unit: "ms",
  worse: "above",
  scopes: ["service"],
};
const orders: OfferedMetric = {
  metric: { kind: "sample", type: "custom", name: "orders", aggregate: "mean" },
  group: "Own metrics",
  label: "custom orders",
  unit: "none",
  worse: null,
  scopes: ["service", "labels"],
};
const METRICS = [errorRate, silence, orders];

function form(patch: Partial<RuleForm>): RuleForm {
  return { ...formOf(null, METRICS), ...patch };
}

const rule: ListedRule = {
  id: 7,
  seed: null,
  version: 3,
  createdAt: "2026-11-21T12:00:00.000Z",
  updatedAt: "2026-11-21T12:00:00.000Z",
  name: "Orders fail",
  metric: { kind: "figure", figure: "api.errorRate" },
  scope: { service: "shop", endpoint: { method: "GET", route: "/orders/:id" }, release: "1.4" },
  comparison: "above",
  threshold: 0.07,
  clearThreshold: 0.055,
  windowSeconds: 120,
  forSeconds: 30,
  clearSeconds: 60,
  minimumSamples: 20,
  severity: "critical",
  hint: "Look at the hotspots.",
  isEnabled: true,
  label: "Error rate (5xx)",
  unit: "ratio",
  text: "",
  openAlerts: 0,
  alertsInWeek: 0,
  problem: null,
};

it("changes nothing of a rule that is opened and saved", () => {
  const { draft } = draftOf(formOf(rule, METRICS), METRICS);
  expect(draft).toEqual(draftOfRule(rule));
});

describe("a threshold", () => {
  it("of a ratio is written in per cent", () => {
    expect(formOf(rule, METRICS)).toMatchObject({ threshold: "7", clearThreshold: "5.5" });
    expect(draftOf(form({ threshold: "0,5" }), METRICS).draft).toMatchObject({ threshold: 0.005 });
  });

  it("of silence is written in seconds", () => {
    const written = draftOf(form({ metric: "silence", threshold: "120" }), METRICS);
    expect(written.draft).toMatchObject({ metric: { kind: "silence" }, threshold: 120_000 });
  });

  it("is asked for where it is missing or no number", () => {
    expect(draftOf(form({ threshold: "" }), METRICS).problems).toMatchObject({ threshold: "Give a number." });
    expect(draftOf(form({ threshold: "5 %" }), METRICS).problems).toHaveProperty("threshold");
    expect(draftOf(form({ threshold: "5", clearThreshold: "x" }), METRICS).problems).toHaveProperty("clearThreshold");
  });
});

describe("a scope", () => {
  it("takes an endpoint by its method and route", () => {
    const written = draftOf(
      form({ threshold: "5", service: "shop", endpoint: "one", endpointName: " get  /orders/:id " }),
      METRICS,
    );
    expect(written.draft?.scope).toEqual({ service: "shop", endpoint: { method: "GET", route: "/orders/:id" } });
    expect(
      draftOf(form({ threshold: "5", endpoint: "one", endpointName: "/orders" }), METRICS).problems,
    ).toHaveProperty("endpointName");
  });

  it("holds nothing that the metric does not take", () => {
    const written = draftOf(
      form({ metric: "silence", threshold: "60", endpoint: "each", release: "1.4", labels: "a=b" }),
      METRICS,
    );
    expect(written.draft?.scope).toEqual({});
  });

  it("takes labels", () => {
    const written = draftOf(
      form({ metric: "sample custom orders", threshold: "5", labels: "shop=eu, kind = new" }),
      METRICS,
    );
    expect(written.draft?.scope).toEqual({ labels: { shop: "eu", kind: "new" } });
    expect(labelsOf("shop")).toBeNull();
    expect(labelsOf(" , ")).toEqual({});
  });
});

it("gives a rule without a name the one that it proposes", () => {
  expect(draftOf(form({ threshold: "5", service: "shop" }), METRICS).draft?.name).toBe(
    "shop: Error rate (5xx) above 5 %",
  );
});

it("keeps the metric of a rule whose samples no longer come", () => {
  const gone: ListedRule = {
    ...rule,
    metric: { kind: "sample", type: "custom", name: "gone", aggregate: "sum" },
    scope: {},
  };
  const metrics = withMetricOf(gone, METRICS);
  expect(draftOf(formOf(gone, metrics), metrics).draft?.metric).toEqual(gone.metric);
  expect(withMetricOf(rule, METRICS)).toBe(METRICS);
});

it("says of what a rule is, and nothing of one that is of everything", () => {
  expect(scopeText(rule.scope)).toBe("shop GET /orders/:id, release 1.4");
  expect(scopeText({ endpoint: "each", labels: { cache: "search" } })).toBe("each endpoint, cache=search");
  expect(scopeText({})).toBe("");
});

describe("an error of the API", () => {
  const error = (code: string, details: object) => ({ data: { vigie: { code, message: "No.", remedy: "", details } } });

  it("stands at the field that it names", () => {
    expect(ruleProblems(error("RULE_INVALID", { field: "scope.endpoint", problem: "there is none" })).problems).toEqual(
      {
        endpointName: "there is none",
      },
    );
    expect(ruleProblems(error("SEARCH_INVALID", { offset: 3 })).problems).toEqual({ query: "No." });
  });

  it("is told of the whole where the form has no such field", () => {
    const { problems, failure } = ruleProblems(error("RULE_CHANGED", { name: "Orders fail" }));
    expect(problems).toEqual({});
    expect(failure?.code).toBe("RULE_CHANGED");
  });
});
