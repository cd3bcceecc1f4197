import { VigieError } from "@vigie/protocol";
import { findEndpoints, findInstances, findServices, type Store } from "@vigie/storage";
import { FIGURES } from "../figures/catalogue.ts";
import { parseSearch } from "../search/parse.ts";
import { lookOf, ownerOf } from "./metric.ts";
import type { RuleDraft } from "./rule.ts";

/** Throws RULE_INVALID with the field whose value cannot work beside the others, or SEARCH_INVALID for the search of a log rule. */
export async function checkRule(store: Store, rule: RuleDraft): Promise<void> {
  checkScope(rule);
  checkThresholds(rule);
  checkSamples(rule);
  if (rule.metric.kind === "logs") parseSearch(rule.metric.query);
  await checkNames(store, rule);
}

function checkScope({ metric, scope }: RuleDraft): void {
  const owner = metric.kind === "figure" ? ownerOf(metric.figure) : metric.kind;
  const { label } = lookOf(metric);
  if (owner === "target" && scope.service !== undefined)
    throw invalid("scope.service", `${label} belongs to no service: leave it out`);
  if (scope.endpoint !== undefined && owner !== "requests")
    throw invalid("scope.endpoint", `${label} is not known by endpoint: leave it out`);
  if (typeof scope.endpoint === "object" && scope.service === undefined)
    throw invalid("scope.service", "one endpoint needs its service");
  if (scope.release !== undefined && owner !== "requests")
    throw invalid("scope.release", `${label} is not known by release: leave it out`);
  if (scope.release !== undefined && scope.service === undefined)
    throw invalid("scope.service", "a release needs its service");
  if (scope.labels !== undefined && owner !== "sample")
    throw invalid("scope.labels", `${label} has no labels: leave them out`);
}

function checkThresholds({ metric, comparison, threshold, clearThreshold }: RuleDraft): void {
  const { unit } = lookOf(metric);
  const isSample = metric.kind === "sample";
  if (!isSample && unit === "ratio" && threshold > 1)
    throw invalid("threshold", "a ratio lies between 0 and 1, that is 0 % and 100 %");
  if (!isSample && threshold < 0) throw invalid("threshold", "it is never below 0");
  if (!isSample && comparison === "below" && threshold === 0)
    throw invalid("threshold", "nothing is below 0: the rule would never fire");
  if (!isSample && unit === "ratio" && comparison === "above" && threshold === 1)
    throw invalid("threshold", "nothing is above 100 %: the rule would never fire");
  if (metric.kind === "silence" && comparison === "below")
    throw invalid("comparison", "a service that was heard of lately is no trouble: choose above");
  if (metric.kind === "silence" && threshold < 30_000)
    throw invalid("threshold", "services are heard of every 10 s: choose 30 s (30000 ms) or more");
  if (clearThreshold === null) return;
  if (comparison === "above" ? clearThreshold > threshold : clearThreshold < threshold)
    throw invalid("clearThreshold", `it must lie on the good side of the threshold, ${threshold}`);
}

/** What is made of no count would never have enough of it: the rule would never fire. */
function checkSamples({ metric, minimumSamples }: RuleDraft): void {
  if (minimumSamples === 0 || metric.kind === "sample") return;
  if (metric.kind === "logs")
    throw invalid("minimumSamples", "the count of logs is what is measured: give 0, or a higher threshold");
  const isCounted = metric.kind === "figure" && ["requests", "share"].includes(FIGURES[metric.figure].recipe.from);
  if (!isCounted)
    throw invalid("minimumSamples", `${lookOf(metric).label} is made of no requests, lookups or blocks: give 0`);
}

async function checkNames(store: Store, { scope }: RuleDraft): Promise<void> {
  if (scope.service === undefined) return;
  const services = await findServices(store, scope.service);
  if (services.length === 0) throw invalid("scope.service", `nothing was ever heard of a service ${scope.service}`);
  const serviceIds = services.map(({ id }) => id);
  if (typeof scope.endpoint === "object") {
    const { method, route } = scope.endpoint;
    const endpoints = [...(await findEndpoints(store, serviceIds)).values()];
    if (!endpoints.some((endpoint) => endpoint.method === method && endpoint.route === route))
      throw invalid("scope.endpoint", `${scope.service} has no endpoint ${method} ${route}`);
  }
  if (scope.release !== undefined) {
    const instances = await findInstances(store, { serviceIds, release: scope.release });
    if (instances.length === 0) throw invalid("scope.release", `${scope.service} never ran as ${scope.release}`);
  }
}

function invalid(field: string, problem: string): VigieError {
  return new VigieError("RULE_INVALID", { field, problem });
}
