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

/** Terms that every match has. */
export function requiredTerms(search: Search): SearchTerm[] {
  switch (search.kind) {
    case "all":
    case "or":
    case "not":
      return [];
    case "and":
      return search.of.flatMap(requiredTerms);
    default:
      return [search];
  }
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
