import { VigieError } from "@vigie/protocol";
import { textsOf } from "@vigie/storage";
import { firstNotLive } from "./fields.ts";
import { matchAttribute } from "./match-attribute.ts";
import { matchPatterns } from "./match-pattern.ts";
import { compileRegex } from "./regex.ts";
import type { NameTerm, Search, SearchableLog, SearchTerm } from "./search.ts";
import { findText } from "./texts.ts";
import { fold } from "./words.ts";

export type LogMatcher = (log: SearchableLog) => boolean;

/**
 * Makes a search into a function that judges logs as they arrive. A log must not change between judgements: what is computed of it is shared by all
 * matchers. Throws SEARCH_NOT_LIVE for what is known only when the request has ended.
 */
export function createMatcher(search: Search): LogMatcher {
  const later = firstNotLive(search);
  if (later) {
    const { offset, length } = later.term;
    throw new VigieError("SEARCH_NOT_LIVE", { field: later.field, at: offset + 1, offset, length });
  }
  return matcherOf(search);
}

function matcherOf(search: Search): LogMatcher {
  switch (search.kind) {
    case "all":
      return () => true;
    case "and": {
      const parts = cheapestFirst(search.of);
      return (log) => {
        for (const matches of parts) if (!matches(log)) return false;
        return true;
      };
    }
    case "or": {
      const parts = cheapestFirst(search.of);
      return (log) => {
        for (const matches of parts) if (matches(log)) return true;
        return false;
      };
    }
    case "not": {
      const matches = matcherOf(search.of);
      return (log) => !matches(log);
    }
    default:
      return matcherOfTerm(search);
  }
}

function cheapestFirst(parts: readonly Search[]): LogMatcher[] {
  return [...parts].sort((a, b) => cost(a) - cost(b)).map(matcherOf);
}

function cost(search: Search): number {
  switch (search.kind) {
    case "and":
    case "or":
      return 1 + Math.max(...search.of.map(cost));
    case "not":
      return cost(search.of);
    case "attribute":
      return 10;
    case "text":
      return 100;
    case "regex":
      return 1_000;
    default:
      return 1;
  }
}

function matcherOfTerm(term: SearchTerm): LogMatcher {
  switch (term.kind) {
    case "text": {
      const needle = fold(term.text);
      return (log) => {
        for (const text of preparedOf(log).folded) if (findText(text, needle, term) !== -1) return true;
        return false;
      };
    }
    case "regex": {
      const regex = compileRegex(term);
      return (log) => {
        for (const text of preparedOf(log).texts) if (regex.test(text)) return true;
        return false;
      };
    }
    case "level": {
      const levels = new Set(term.levels);
      return (log) => levels.has(log.level);
    }
    case "name":
      return matcherOfName(term);
    case "id":
      return ({ traceId }) => traceId !== null && term.prefixes.some((prefix) => traceId.startsWith(prefix));
    case "attribute":
      return matchAttribute(term);
    case "status":
    case "duration":
    case "kept":
      return () => false;
  }
}

function matcherOfName({ field, patterns }: NameTerm): LogMatcher {
  const matches = matchPatterns(patterns);
  if (field === "error") return (log) => log.errors.some((error) => matches(error.type));
  return (log) => {
    const value = log[field];
    return value !== null && matches(value);
  };
}

interface Prepared {
  texts: string[];
  folded: string[];
}

/** Texts of the logs that still live, so that many followers of the same stream share the work. */
const prepared = new WeakMap<SearchableLog, Prepared>();

function preparedOf(log: SearchableLog): Prepared {
  let known = prepared.get(log);
  if (known === undefined) {
    const texts = [...textsOf(log)];
    known = { texts, folded: texts.map(fold) };
    prepared.set(log, known);
  }
  return known;
}
