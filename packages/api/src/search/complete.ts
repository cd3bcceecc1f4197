import { LOG_LEVELS } from "@vigie/protocol";
import { FIELDS, type FieldName } from "./fields.ts";
import { isField } from "./parse-term.ts";
import { printPattern } from "./print.ts";
import { KEPT_REASONS } from "./search.ts";
import { isSpace } from "./source.ts";
import { type TermAtCursor, termAt } from "./term-at-cursor.ts";

/** A suggestion for what stands at the cursor. */
export interface SearchSuggestion {
  /** Text to put in place of what stands from `from` to `to` (UTF-16 units). */
  insert: string;
  from: number;
  to: number;
  label: string;
  detail: string;
}

/** Names that are known to the caller, the likeliest first. */
export interface KnownNames {
  services?: readonly string[];
  releases?: readonly string[];
  environments?: readonly string[];
  instances?: readonly string[];
  routes?: readonly string[];
  methods?: readonly string[];
  errorTypes?: readonly string[];
  attributeNames?: readonly string[];
}

/** What may be written instead of a value or a name. */
interface Choice {
  insert: string;
  label?: string;
  detail: string;
}

const SUGGESTIONS_AT_MOST = 20;
/** Names of services, routes and errors that are offered for a bare word. */
const VALUES_FOR_A_WORD = 5;

/** What may stand at the cursor of a search, the likeliest first, at most 20. Nothing inside quotes and regular expressions of free text. */
export function completeSearch(input: {
  text: string;
  /** UTF-16 units from the beginning of the text; past its end is at its end. */
  cursor: number;
  for: "logs" | "traces";
  known: KnownNames;
}): SearchSuggestion[] {
  const at = termAt(input.text, Math.min(input.cursor, input.text.length));
  if (at === null) return [];
  const place = { from: at.from, to: at.to };
  const choices = at.field === null ? nameChoices(at, input) : valueChoices(at, input.known);
  return choices
    .slice(0, SUGGESTIONS_AT_MOST)
    .map(({ insert, label = insert, detail }) => ({ insert, ...place, label: label.trim(), detail }));
}

function nameChoices(
  at: TermAtCursor,
  { text, for: target, known }: Pick<Parameters<typeof completeSearch>[0], "text" | "for" | "known">,
): Choice[] {
  const colon = at.hasColon ? "" : ":";
  const fields = Object.entries(FIELDS).map(([name, field]) => ({ name: `${name}${colon}`, detail: field[target] }));
  const attributes = (known.attributeNames ?? [])
    .filter((name) => /^[\p{L}_$][\p{L}\p{M}\p{N}_.\-$@/]*$/u.test(name))
    .map((name) => ({ name: `${isField(name) ? "@" : ""}${name}${colon}`, detail: "attribute" }));
  const found = (names: { name: string; detail: string }[]) =>
    matching(at.typed, names, ({ name }) => name).map(({ name, detail }): Choice => ({ insert: name, detail }));
  if (at.hasColon) return [...found(fields), ...found(attributes)];
  return [...found(fields), ...operatorChoices(at, text), ...found(attributes), ...wordChoices(at.typed, known)];
}

/** AND, OR and NOT, once their first letter stands there, or where a term has just ended. */
function operatorChoices(at: TermAtCursor, text: string): Choice[] {
  const isAfterTerm =
    at.from > 0 &&
    isSpace(text[at.from - 1]) &&
    !/(?:^|[\s(])(?:AND|OR|NOT)?\s*$/.test(text.slice(0, at.from).trimEnd());
  const operators: Choice[] = [
    { insert: "NOT ", detail: "leaves out what the next term finds; a minus does the same" },
    { insert: "OR ", detail: "one of both sides is enough" },
    { insert: "AND ", detail: "both sides; what stands side by side means the same" },
  ];
  const written = at.typed.toUpperCase();
  return operators.filter(({ insert }) => insert.startsWith(written) && (insert === "NOT " || isAfterTerm));
}

/** What a bare word may have meant: the name of a service, a route, a level, a type of error. */
function wordChoices(typed: string, known: KnownNames): Choice[] {
  if (typed.length < 2) return [];
  const of = (field: FieldName, values: readonly string[] = []) =>
    matching(typed, values, (value) => value)
      .slice(0, VALUES_FOR_A_WORD)
      .map((value): Choice => ({ insert: `${field}:${printPattern([value])} `, detail: FIELDS[field].value }));
  return [
    ...of("level", LOG_LEVELS),
    ...of("service", known.services),
    ...of("route", known.routes),
    ...of("error", known.errorTypes),
  ];
}

function valueChoices(at: TermAtCursor, known: KnownNames): Choice[] {
  const { field, typed } = at;
  if (field === null) return [];
  const choices = isField(field) ? fieldChoices(field, at, known) : [{ insert: "*", detail: "has this attribute" }];
  return matching(typed, choices, ({ insert, label }) => label ?? insert).filter(
    ({ insert }) => !at.others.includes(insert),
  );
}

function fieldChoices(field: FieldName, at: TermAtCursor, known: KnownNames): Choice[] {
  const quoted = (names: readonly string[] = [], detail = "") =>
    names.map((name): Choice => ({ insert: printPattern([name]), label: name, detail }));
  const any = { insert: "*", detail: `any: ${field} is known` };
  // A comparison stands before a single value.
  const isOnly = at.others.length === 0 && !at.inGroup;
  switch (field) {
    case "level":
      return [
        ...(isOnly && at.sign === "" ? [{ insert: ">=warn", detail: "warn, error and fatal" }] : []),
        ...[...LOG_LEVELS].reverse().map((level): Choice => ({ insert: level, detail: "" })),
      ];
    case "duration":
      return ["100ms", "500ms", "1s", "5s", "1m"].map((time): Choice => {
        const sign = at.sign === "" ? ">" : "";
        return { insert: `${sign}${time}`, detail: at.sign.startsWith("<") ? `up to ${time}` : `more than ${time}` };
      });
    case "status":
      if (at.sign !== "") return ["400", "500"].map((insert) => ({ insert, detail: "" }));
      return [
        { insert: "5xx", detail: "the server failed" },
        { insert: "4xx", detail: "the client's mistake" },
        ...(isOnly ? [{ insert: ">=400", detail: "any failure" }] : []),
        { insert: "3xx", detail: "redirections" },
        { insert: "2xx", detail: "success" },
        ...["404", "429", "500", "502", "503", "504"].map((insert) => ({ insert, detail: "" })),
      ];
    case "kept":
      return KEPT_REASONS.map((insert) => ({ insert, detail: KEPT_DETAILS[insert] }));
    case "service":
      return quoted(known.services);
    case "release":
      return [...quoted(known.releases), any];
    case "environment":
      return [...quoted(known.environments), any];
    case "instance":
      return quoted(known.instances);
    case "route":
      return [...quoted(known.routes), any];
    case "method":
      return quoted(known.methods ?? ["GET", "POST", "PUT", "PATCH", "DELETE"]);
    case "error":
      return [...quoted(known.errorTypes), any];
    case "trace":
      return [any];
    case "statement":
      return [];
  }
}

const KEPT_DETAILS = { error: "it failed", slow: "it was among the slowest", sample: "as a fair sample" } as const;

/** What begins with the text, then what has it inside; case does not count. */
function matching<T>(typed: string, all: readonly T[], textOf: (one: T) => string): T[] {
  const wanted = typed.toLowerCase();
  const places = all
    .map((one) => ({ one, at: textOf(one).toLowerCase().indexOf(wanted) }))
    .filter(({ at }) => at !== -1);
  return [...places.filter(({ at }) => at === 0), ...places.filter(({ at }) => at > 0)].map(({ one }) => one);
}
