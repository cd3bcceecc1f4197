import { actFailureOf } from "../../lib/act-failure.ts";
import type { Failure } from "../../lib/failure.ts";
import { fieldProblem } from "../../lib/field-problem.ts";
import type { ChannelField, ChannelProblems } from "./channel-form.ts";

/** Where the form asks for what the API names. */
const FIELDS: readonly [name: RegExp, field: ChannelField][] = [
  [/^(settings\.)?url/, "url"],
  [/^(settings\.)?to\b/, "to"],
  [/^quietHours\.from/, "quietFrom"],
  [/^quietHours\.to/, "quietTo"],
  [/^(quietHours\.)?timeZone/, "timeZone"],
  [/^quietHours/, "quietFrom"],
  [/^name/, "name"],
];

/** What an error says of single fields, and what is left of it to say of the whole. */
export function channelProblems(error: unknown): { problems: ChannelProblems; failure: Failure | null } {
  if (!error) return { problems: {}, failure: null };
  const named = fieldProblem(error);
  const field = named && FIELDS.find(([pattern]) => pattern.test(named.field))?.[1];
  if (!field) return { problems: {}, failure: actFailureOf(error) };
  // Of several addresses it says which: `to, number 2`.
  const [which] = /number \d+/.exec(named.field) ?? [];
  return { problems: { [field]: which ? `${which}: ${named.problem}` : named.problem }, failure: null };
}
