import { errorDetails } from "../../lib/error-details.ts";
import { type Failure, failureOf } from "../../lib/failure.ts";
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
  const failure = failureOf(error);
  const { field, problem } = errorDetails(error);
  const said = typeof problem === "string" ? problem : failure.message;
  if (failure.code === "SEARCH_INVALID") return { problems: { query: failure.message }, failure: null };
  if (failure.code === "RULE_INVALID" && typeof field === "string") return at(field, said, failure);
  if (failure.code === "REQUEST_MALFORMED") {
    const [, path, text] = /^(?:rule\.)?([\w.]+): (.*)$/s.exec(said) ?? [];
    if (path !== undefined && text !== undefined) return at(path, text, failure);
  }
  return { problems: {}, failure };
}

function at(name: string, problem: string, failure: Failure): ReturnType<typeof ruleProblems> {
  const field = FIELDS.find(([pattern]) => pattern.test(name))?.[1];
  return field ? { problems: { [field]: problem }, failure: null } : { problems: {}, failure };
}
