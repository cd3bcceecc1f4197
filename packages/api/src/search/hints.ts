import { FIELDS, type FieldName } from "./fields.ts";
import { type Place, type Search, type SearchTerm, termsOf } from "./search.ts";

/** Something that is no mistake, but may not be what was meant. */
export interface SearchHint extends Place {
  problem: string;
  /** What may be written there instead. */
  instead: string;
}

/** What other systems call the fields. */
const OTHER_NAMES: Readonly<Record<string, FieldName>> = {
  lvl: "level",
  severity: "level",
  loglevel: "level",
  svc: "service",
  app: "service",
  version: "release",
  env: "environment",
  host: "instance",
  pod: "instance",
  traceid: "trace",
  trace_id: "trace",
  "trace.id": "trace",
  verb: "method",
  path: "route",
  url: "route",
  endpoint: "route",
  code: "status",
  statuscode: "status",
  status_code: "status",
  took: "duration",
  latency: "duration",
  elapsed: "duration",
  err: "error",
  exception: "error",
};

/** Hints on terms that find something else than they seem to: names that are nearly fields, operators in small letters, comparisons without a colon. */
export function hintsOf(search: Search, text: string): SearchHint[] {
  const hints: SearchHint[] = [];
  for (const term of termsOf(search)) {
    const hint = hintOf(term, text.slice(term.offset, term.offset + term.length));
    if (hint) hints.push({ ...hint, offset: term.offset, length: term.length });
  }
  return hints;
}

function hintOf(term: SearchTerm, written: string): Omit<SearchHint, keyof Place> | null {
  if (term.kind === "attribute" && !written.startsWith("@")) {
    const field = nearestField(term.name);
    if (field === null) return null;
    const instead = `${field}:${written.slice(term.name.length + 1)}`;
    return { problem: `${term.name} is looked for among the attributes`, instead };
  }
  if (term.kind !== "text") return null;
  if (/^(?:and|or|not)$/.test(written)) {
    return { problem: `${written} is looked for as a word`, instead: written.toUpperCase() };
  }
  const [, name = "", rest = ""] = /^([a-z]+)([<>]=?.+)$/.exec(written) ?? [];
  const compared = Object.entries(FIELDS).some(([field, { compares }]) => field === name && compares);
  return compared ? { problem: `${written} is looked for as text`, instead: `${name}:${rest}` } : null;
}

/** The field that a name may have meant. */
export function nearestField(name: string): FieldName | null {
  const lower = name.toLowerCase();
  const other = Object.hasOwn(OTHER_NAMES, lower) ? OTHER_NAMES[lower] : undefined;
  if (other) return other;
  const fields = Object.keys(FIELDS) as FieldName[];
  return fields.find((field) => isNear(lower, field)) ?? null;
}

/** Whether one letter more, less or other, or two that changed places, make one of the other. */
function isNear(name: string, field: string): boolean {
  if (Math.abs(name.length - field.length) > 1) return false;
  let at = 0;
  while (at < name.length && name[at] === field[at]) at++;
  const rest = name.slice(at);
  const wanted = field.slice(at);
  return (
    rest.slice(1) === wanted.slice(1) ||
    rest.slice(1) === wanted ||
    rest === wanted.slice(1) ||
    (rest[0] === wanted[1] && rest[1] === wanted[0] && rest.slice(2) === wanted.slice(2))
  );
}
