import { LOG_LEVELS, type LogLevel } from "@vigie/protocol";
import { isField } from "./parse-term.ts";
import type { AttributeTerm, Pattern, Search, SearchTerm, StatusTerm, TextTerm } from "./search.ts";
import { quote } from "./source.ts";

/** Writes a search in its shortest form. Read again, it is the same search. */
export function printSearch(search: Search): string {
  switch (search.kind) {
    case "all":
      return "";
    case "and":
      return search.of.map((part) => (part.kind === "or" ? `(${printSearch(part)})` : printSearch(part))).join(" ");
    case "or":
      return search.of.map(printSearch).join(" OR ");
    case "not":
      return printNot(search.of);
    default:
      return printTerm(search);
  }
}

function printNot(of: Search): string {
  if (of.kind === "not") return `NOT ${printSearch(of)}`;
  return of.kind === "and" || of.kind === "or" ? `-(${printSearch(of)})` : `-${printSearch(of)}`;
}

function printTerm(term: SearchTerm): string {
  switch (term.kind) {
    case "text":
      return printText(term);
    case "regex":
      return `/${term.source}/${term.flags}`;
    case "level":
      return `level:${printLevels(term.levels)}`;
    case "name":
      return `${term.field}:${term.patterns.map(printPattern).join(",")}`;
    case "id":
      return `${term.field}:${term.prefixes.map((prefix) => prefix || "*").join(",")}`;
    case "status":
      return `status:${printStatuses(term)}`;
    case "duration":
      return `duration:${term.comparison}${printDuration(term.ms)}`;
    case "kept":
      return `kept:${term.reasons.join(",")}`;
    case "attribute":
      return `${isField(term.name) ? "@" : ""}${term.name}:${printTest(term.test)}`;
  }
}

function printText({ text, wordStart, wordEnd }: TextTerm): string {
  return wordStart || wordEnd ? `${wordStart ? "" : "*"}${text}${wordEnd ? "" : "*"}` : quote(text);
}

function printLevels(levels: readonly LogLevel[]): string {
  const [lowest] = levels;
  if (levels.length === LOG_LEVELS.length) return "*";
  const toTheTop = lowest !== undefined && levels.length === LOG_LEVELS.length - LOG_LEVELS.indexOf(lowest);
  return toTheTop && levels.length > 1 ? `>=${lowest}` : levels.join(",");
}

/** A name as it is, in quotes where it has to be, with asterisks between the pieces of a pattern. */
export function printPattern(pattern: Pattern): string {
  if (pattern.length === 1 && pattern[0] === "") return '""';
  return pattern.map((piece) => (/[\s",*()]|^(?:[<>=:]|\/\/)/.test(piece) ? quote(piece) : piece)).join("*");
}

function printStatuses({ ranges }: StatusTerm): string {
  return ranges
    .map(({ from, to }) => {
      if (from === 100 && to === 999) return "*";
      if (from === to) return `${from}`;
      if (from % 10 === 0 && to === from + 9) return `${from / 10}x`;
      if (from % 100 === 0 && to === from + 99) return `${from / 100}xx`;
      return to === 999 ? `>=${from}` : `<=${to}`;
    })
    .join(",");
}

function printDuration(ms: number): string {
  return ms >= 1_000 && ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

function printTest(test: AttributeTerm["test"]): string {
  switch (test.kind) {
    case "exists":
      return "*";
    case "is":
      return test.patterns.map(printPattern).join(",");
    case "compares":
      return `${test.comparison}${test.value}`;
  }
}
