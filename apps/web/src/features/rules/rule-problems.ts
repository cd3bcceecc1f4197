import { actFailureOf } from "../../lib/act-failure.ts";
import type { Failure } from "../../lib/failure.ts";
import { fieldProblem } from "../../lib/field-problem.ts";
import type { FormField, FormProblems } from "./rule-form.ts";

/** Where the form asks for what the API names, its own names first. */
const FIELDS: readonly [name: RegExp, field: FormField][] = [
  [/^(metric\.)?query$/, "query"],
  [/^(metric\.)?aggregate$/, "aggregate"],
  [/^metric/, "metric"],
  [/^(scope\.)?service/, "service"],
  [/^(scope\.)?(endpoint|method|route)/, "endpointName"],
  [/^(scope\.)?release/, "release"],
  [/^(scope\.)?labels/, "labels"],
  [/^clearThreshold/, "clearThreshold"],
  [/^threshold/, "threshold"],
  [/^comparison/, "comparison"],
  [/^windowSeconds/, "windowSeconds"],
  [/^forSeconds/, "forSeconds"],
  [/^clearSeconds/, "clearSeconds"],
  [/^minimumSamples/, "minimumSamples"],
  [/^severity/, "severity"],
  [/^name/, "name"],
  [/^hint/, "hint"],
];

/** What an error says of single fields, and what is left of it to say of the whole. */
export function ruleProblems(error: unknown): { problems: FormProblems; failure: Failure | null } {
  if (!error) return { problems: {}, failure: null };
  const failure = actFailureOf(error);
  if (failure.code === "SEARCH_INVALID") return { problems: { query: failure.message }, failure: null };
  const named = fieldProblem(error);
  const field = named && FIELDS.find(([pattern]) => pattern.test(named.field))?.[1];
  return field ? { problems: { [field]: named.problem }, failure: null } : { problems: {}, failure };
}
