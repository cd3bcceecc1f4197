import { parseTerm } from "./parse-term.ts";
import { SEARCH_LIMITS, type Search } from "./search.ts";
import { invalid, isEnd, isSpace, type Source, skipSpace } from "./source.ts";

const A_TERM = 'a term, such as timeout, "exact words" or level:error';

/**
 * Reads what a person typed. Terms side by side must all match; `OR` binds weaker, `NOT` and `-` stronger, parentheses group. docs/search.md is the
 * whole grammar. Throws SEARCH_INVALID with the place of the mistake.
 */
export function parseSearch(text: string): Search {
  const { length } = text;
  if (length > SEARCH_LIMITS.length) {
    throw invalid(
      { offset: SEARCH_LIMITS.length, length: length - SEARCH_LIMITS.length },
      `it has ${length} characters`,
      `${SEARCH_LIMITS.length} characters or fewer`,
    );
  }
  const strange = /[\0\p{Surrogate}]/u.exec(text);
  if (strange) {
    throw invalid({ offset: strange.index, length: 1 }, "no log can hold this character", "the search without it");
  }
  const source: Source = { text, at: 0, terms: 0 };
  skipSpace(source);
  if (source.at === length) return { kind: "all" };
  const search = parseOr(source, 0);
  if (source.at < length) {
    throw invalid(
      { offset: source.at, length: 1 },
      "this parenthesis closes none",
      'a ( before it, or "quotes" around text that has parentheses',
    );
  }
  return search;
}

function parseOr(source: Source, depth: number): Search {
  const parts = [parseAnd(source, depth)];
  while (readOperator(source, "OR")) parts.push(parseAnd(source, depth));
  return joined("or", parts);
}

function parseAnd(source: Source, depth: number): Search {
  const parts = [parseNot(source, depth)];
  for (;;) {
    if (readOperator(source, "AND")) parts.push(parseNot(source, depth));
    else if (source.at === source.text.length || source.text[source.at] === ")" || isOperator(source, "OR")) break;
    else parts.push(parseNot(source, depth));
  }
  return joined("and", parts);
}

function joined(kind: "and" | "or", parts: readonly Search[]): Search {
  const of = parts.flatMap((part) => (part.kind === kind ? part.of : [part]));
  const [only, ...rest] = of;
  return only !== undefined && rest.length === 0 ? only : { kind, of };
}

/** One operand and the space after it. */
function parseNot(source: Source, depth: number): Search {
  const { text } = source;
  const offset = source.at;
  const char = text[offset];
  if (char === undefined) throw missing(source, "a search cannot end here");
  if (char === ")") throw missing(source, "there is nothing to find before this parenthesis");
  for (const operator of ["AND", "OR"]) {
    if (isOperator(source, operator)) throw missing(source, `${operator} has nothing before it`, operator.length);
  }
  if (readOperator(source, "NOT")) {
    checkOperand(source, "NOT", offset);
    return { kind: "not", of: parseNot(source, deeper(source, depth, offset)) };
  }
  if (char === "-") {
    source.at++;
    if (isEnd(source, source.at)) {
      throw invalid(
        { offset, length: 1 },
        "there is nothing after this minus",
        'a term right after it, such as -route:/health, or "-" in quotes to find a minus',
      );
    }
    if (text[source.at] === "-") {
      throw invalid(
        { offset, length: 2 },
        "there are two minuses",
        "one minus to leave something out, or quotes around text that begins with minuses",
      );
    }
    return { kind: "not", of: parseNot(source, deeper(source, depth, offset)) };
  }
  const found = char === "(" ? parseGroup(source, deeper(source, depth, offset)) : parseTerm(source);
  skipSpace(source);
  return found;
}

function parseGroup(source: Source, depth: number): Search {
  const offset = source.at;
  source.at++;
  skipSpace(source);
  const unclosed = () =>
    invalid({ offset, length: source.text.length - offset }, "this parenthesis is not closed", "a closing )");
  if (source.at === source.text.length) throw unclosed();
  if (source.text[source.at] === ")") {
    throw invalid({ offset, length: source.at + 1 - offset }, "there is nothing in these parentheses", A_TERM);
  }
  const search = parseOr(source, depth);
  if (source.text[source.at] !== ")") throw unclosed();
  source.at++;
  if (!isEnd(source, source.at) && source.text[source.at] !== "(") {
    throw invalid({ offset: source.at, length: 1 }, "text follows right after the parenthesis", "a space after the )");
  }
  return search;
}

/** Operators are in capitals, so that and, or, not can be looked for. */
function isOperator(source: Source, operator: string): boolean {
  const end = source.at + operator.length;
  return source.text.startsWith(operator, source.at) && (source.text[end] === "(" || isEnd(source, end));
}

function readOperator(source: Source, operator: "AND" | "OR" | "NOT"): boolean {
  if (!isOperator(source, operator)) return false;
  const offset = source.at;
  source.at += operator.length;
  skipSpace(source);
  checkOperand(source, operator, offset);
  return true;
}

function checkOperand(source: Source, operator: string, offset: number): void {
  const after = source.text[source.at];
  const another = ["AND", "OR"].find((other) => isOperator(source, other));
  if (after !== undefined && after !== ")" && another === undefined) return;
  throw invalid(
    { offset, length: operator.length },
    another === undefined ? `${operator} has nothing after it` : `${operator} is followed by ${another}`,
    `${A_TERM}, or "${operator}" in quotes to find the word`,
  );
}

function missing(source: Source, problem: string, length = 1): Error {
  return invalid({ offset: source.at, length }, problem, A_TERM);
}

function deeper(source: Source, depth: number, offset: number): number {
  if (depth >= SEARCH_LIMITS.depth) {
    throw invalid(
      { offset, length: 1 },
      `terms are nested deeper than ${SEARCH_LIMITS.depth} levels`,
      "fewer parentheses and NOTs inside each other",
    );
  }
  while (isSpace(source.text[source.at])) source.at++;
  return depth + 1;
}
