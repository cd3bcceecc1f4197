import type { LogLevel } from "@vigie/protocol";

/** Where a term stands in the text that was searched for; UTF-16 units, `offset` from 0. */
export interface Place {
  offset: number;
  length: number;
}

/**
 * What a value must look like: the pieces between wildcards, each taken literally and with its case. One piece is the whole value;
 * `["/users/", ""]` is `/users/*`; `["", ""]` is `*`, any value at all, so that the field is known.
 */
export type Pattern = readonly string[];

export type Comparison = ">" | ">=" | "<" | "<=";

/** Text that compares as a number. */
export const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

export function compares(left: number, comparison: Comparison, right: number): boolean {
  switch (comparison) {
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
  }
}

/** A piece of text, found without regard to case in one of the texts of a log: message, type, message and stack of errors, values of attributes. */
export interface TextTerm extends Place {
  kind: "text";
  text: string;
  /** A word must begin (end) where the text does: `word` both, `word*` the first, `"words"` neither. False where the text begins (ends) with no character of a word. */
  wordStart: boolean;
  wordEnd: boolean;
}

/** A regular expression of the RE2 kind, found in one of the texts that `TextTerm` looks in. */
export interface RegexTerm extends Place {
  kind: "regex";
  source: string;
  flags: "" | "i";
}

/** One of these levels; never empty, least first. Of a trace: it has a log of one of them. */
export interface LevelTerm extends Place {
  kind: "level";
  levels: readonly LogLevel[];
}

export type NamedField = "service" | "release" | "instance" | "environment" | "method" | "route" | "error";

/** A name that matches one of the patterns. Of `error`: the type of one of the errors. */
export interface NameTerm extends Place {
  kind: "name";
  field: NamedField;
  patterns: readonly Pattern[];
}

/** An id that begins with one of these lower-case hex digits. The empty prefix is any id at all. */
export interface IdTerm extends Place {
  kind: "id";
  /** `trace` has 32 digits, `statement` is a fingerprint of 16. */
  field: "trace" | "statement";
  prefixes: readonly string[];
}

/** A status inside one of these ranges, both ends included. */
export interface StatusTerm extends Place {
  kind: "status";
  ranges: readonly { from: number; to: number }[];
}

export interface DurationTerm extends Place {
  kind: "duration";
  comparison: Comparison;
  ms: number;
}

export const KEPT_REASONS = ["error", "slow", "sample"] as const;
export type KeptReason = (typeof KEPT_REASONS)[number];

/** Why the request was kept. */
export interface KeptTerm extends Place {
  kind: "kept";
  reasons: readonly KeptReason[];
}

/**
 * An attribute by its dotted path, case-sensitive; a dot may also be part of a name, see `attributePaths`. Of a list, one element is
 * enough. `is` compares the value as text (`42`, `true`), `compares` numbers and texts that are numbers.
 */
export interface AttributeTerm extends Place {
  kind: "attribute";
  name: string;
  test:
    | { kind: "exists" }
    | { kind: "is"; patterns: readonly Pattern[] }
    | { kind: "compares"; comparison: Comparison; value: number };
}

export type SearchTerm =
  | TextTerm
  | RegexTerm
  | LevelTerm
  | NameTerm
  | IdTerm
  | StatusTerm
  | DurationTerm
  | KeptTerm
  | AttributeTerm;

/** What is searched for. `and` and `or` have two parts or more and none of their own kind; `all` stands alone, for an empty search. */
export type Search =
  | { kind: "all" }
  | { kind: "and"; of: readonly Search[] }
  | { kind: "or"; of: readonly Search[] }
  | { kind: "not"; of: Search }
  | SearchTerm;

/** What one search may hold. */
export const SEARCH_LIMITS = {
  /** UTF-16 units. */
  length: 1_000,
  /** Every value of a list counts. */
  terms: 50,
  /** Parentheses and NOTs inside each other. */
  depth: 20,
} as const;

export type FieldName = "level" | NamedField | IdTerm["field"] | "status" | "duration" | "kept";

export interface FieldDefinition {
  /** What it means for a log. */
  logs: string;
  /** What it means for a trace. */
  traces: string;
  /** What stands after the colon, as a person would say it: `a level` … */
  value: string;
  examples: readonly string[];
  /** Whether `>`, `>=`, `<`, `<=` may stand before the value. */
  compares: boolean;
  /** Whether `*` in a value stands for any text, and alone for any value. */
  wildcards: boolean;
  /** Whether it is known of a log that just arrives. */
  live: boolean;
}

/** Every field, in the order in which they are offered. Any other name before a colon is an attribute. */
export const FIELDS: Record<FieldName, FieldDefinition> = {
  level: {
    logs: "how grave it is",
    traces: "has a log of this level",
    value: "a level",
    examples: ["level:error", "level:>=warn", "level:info,warn"],
    compares: true,
    wildcards: false,
    live: true,
  },
  service: {
    logs: "the service that logged it",
    traces: "the service that handled it",
    value: "the name of a service",
    examples: ["service:shop", "service:shop,cart", "service:shop-*"],
    compares: false,
    wildcards: true,
    live: true,
  },
  route: {
    logs: "route of the request in which it was logged",
    traces: "route of the request",
    value: "a route template",
    examples: ["route:/users/:id", "route:/users/*", "-route:/health"],
    compares: false,
    wildcards: true,
    live: true,
  },
  method: {
    logs: "method of the request in which it was logged",
    traces: "method of the request",
    value: "an HTTP method",
    examples: ["method:POST", "method:PUT,PATCH"],
    compares: false,
    wildcards: true,
    live: true,
  },
  status: {
    logs: "status of the request in which it was logged, when that was kept",
    traces: "status of the answer",
    value: "a status or a class of them",
    examples: ["status:500", "status:5xx", "status:>=400"],
    compares: true,
    wildcards: false,
    live: false,
  },
  duration: {
    logs: "duration of the request in which it was logged, when that was kept",
    traces: "how long the request took",
    value: "a time with its unit: us, ms, s, m or h; ms where none stands",
    examples: ["duration:>1s", "duration:<=250ms"],
    compares: true,
    wildcards: false,
    live: false,
  },
  trace: {
    logs: "trace in which it was logged",
    traces: "its id",
    value: "a trace id or its beginning, hex digits",
    examples: ["trace:4bf92f35", "trace:*"],
    compares: false,
    wildcards: true,
    live: true,
  },
  error: {
    logs: "type of an error that was logged with it",
    traces: "type of the error with which it failed",
    value: "the type of an error",
    examples: ["error:TypeError", "error:*Timeout*"],
    compares: false,
    wildcards: true,
    live: true,
  },
  kept: {
    logs: "why the request in which it was logged was kept",
    traces: "why it was kept",
    value: "error, slow or sample",
    examples: ["kept:slow", "kept:error,slow"],
    compares: false,
    wildcards: false,
    live: false,
  },
  statement: {
    logs: "fingerprint of an SQL statement of the request in which it was logged",
    traces: "fingerprint of an SQL statement that it ran",
    value: "a fingerprint or its beginning, hex digits",
    examples: ["statement:9c4f1d2e"],
    compares: false,
    wildcards: true,
    live: false,
  },
  release: {
    logs: "release that logged it",
    traces: "release that handled it",
    value: "the name of a release",
    examples: ["release:2026.11.3", "release:v2.*"],
    compares: false,
    wildcards: true,
    live: true,
  },
  environment: {
    logs: "environment in which it was logged",
    traces: "environment in which it was handled",
    value: "the name of an environment",
    examples: ["environment:production"],
    compares: false,
    wildcards: true,
    live: true,
  },
  instance: {
    logs: "instance that logged it",
    traces: "instance that handled it",
    value: "the name of an instance",
    examples: ["instance:shop-7d9f-2"],
    compares: false,
    wildcards: true,
    live: true,
  },
};

/** What of a log that just arrived a search can look at. */
export interface SearchableLog {
  level: LogLevel;
  message: string;
  service: string;
  release: string | null;
  instance: string;
  environment: string | null;
  /** 32 lower-case hex digits. */
  traceId: string | null;
  method: string | null;
  route: string | null;
  errors: readonly { type: string; message: string; stack: string }[];
  attributes: Readonly<Record<string, unknown>>;
}

/** Every term, in the order of the text. */
export function* termsOf(search: Search): Generator<SearchTerm> {
  switch (search.kind) {
    case "all":
      return;
    case "and":
    case "or":
      for (const part of search.of) yield* termsOf(part);
      return;
    case "not":
      yield* termsOf(search.of);
      return;
    default:
      yield search;
  }
}

/** The field that a term asks for; null for free text and attributes. */
export function fieldOf(term: SearchTerm): FieldName | null {
  switch (term.kind) {
    case "text":
    case "regex":
    case "attribute":
      return null;
    case "name":
    case "id":
      return term.field;
    case "level":
    case "status":
    case "duration":
    case "kept":
      return term.kind;
  }
}

/** The first term that asks for what is known only when the request has ended; null when a log can be judged as it arrives. */
export function firstNotLive(search: Search): { term: SearchTerm; field: FieldName } | null {
  for (const term of termsOf(search)) {
    const field = fieldOf(term);
    if (field !== null && !FIELDS[field].live) return { term, field };
  }
  return null;
}

const PATHS_AT_MOST = 32;

/**
 * Ways to read a dotted name as keys inside each other: `a.b.c` is the key `a.b.c`, or `a` and in it `b.c`, or `a.b` and in it `c`, or one key
 * each. At most 32; of longer names the two extremes and the first cut at each dot.
 */
export function attributePaths(name: string): string[][] {
  const parts = name.split(".");
  const ways = 2 ** (parts.length - 1);
  if (ways <= PATHS_AT_MOST) {
    return Array.from({ length: ways }, (_, cuts) => cut(parts, (dot) => (cuts & (1 << dot)) !== 0));
  }
  const once = parts.slice(1, PATHS_AT_MOST - 1).map((_, at) => cut(parts, (dot) => dot === at));
  return [[name], parts, ...once];
}

function cut(parts: string[], isCut: (dot: number) => boolean): string[] {
  const keys = [parts[0] ?? ""];
  for (let dot = 0; dot + 1 < parts.length; dot++) {
    const part = parts[dot + 1] ?? "";
    if (isCut(dot)) keys.push(part);
    else keys.push(`${keys.pop()}.${part}`);
  }
  return keys;
}
