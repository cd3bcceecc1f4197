import { readSql, type Token } from "./sql-tokens.ts";

/** Longer SQL is looked at this far only, so that no request pays for a megabyte of it. Characters. */
export const LONGEST_SQL = 16_384;

/**
 * SQL of Postgres without its literals and comments, with white space collapsed: `IN (1, 2, 3)` becomes `IN (?)`, and of the rows
 * of VALUES one is left. Placeholders stay, numbered as they would be with one element or row. Where it is not certain where a
 * string ends, everything after its beginning goes: no literal may leave the process.
 */
export function normaliseSql(sql: string): string {
  // Postgres takes no NUL, neither in SQL nor when this is stored.
  const tokens = withoutSettings(readSql(sql.slice(0, LONGEST_SQL).replaceAll("\0", " ")));
  while (tokens.at(-1)?.text === ";") tokens.pop();
  const collapsed = collapseLists(tokens);
  if (collapsed.length < tokens.length) renumber(collapsed);
  return render(collapsed) || "(empty)";
}

/** `SET name = value` takes values without quotes as well. */
function withoutSettings(tokens: Token[]): Token[] {
  const kept: Token[] = [];
  let state: "start" | "statement" | "set" | "value" = "start";
  for (const token of tokens) {
    const word = token.kind === "word" ? token.text.toUpperCase() : token.text;
    if (word === ";") state = "start";
    else if (state === "start") state = word === "SET" ? "set" : "statement";
    else if (state === "value") continue;
    kept.push(token);
    if (state === "set" && (word === "=" || word === "TO")) {
      kept.push({ kind: "literal", text: "?", spaced: true });
      state = "value";
    }
  }
  return kept;
}

/** Of the elements of an IN list or an array, and of the rows of VALUES, those of the same shape are one. */
function collapseLists(tokens: Token[]): Token[] {
  const kept: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    kept.push(token);
    if (token.kind !== "word") continue;
    const word = token.text.toUpperCase();
    const opens = tokens[at + 1]?.text;
    if (word === "VALUES" && opens === "(") {
      at = keepOneOfAShape(tokens, at + 1, kept) - 1;
    } else if ((word === "IN" && opens === "(") || (word === "ARRAY" && opens === "[")) {
      kept.push(tokens[at + 1] as Token);
      if (/^(?:SELECT|WITH|VALUES|TABLE)$/i.test(tokens[at + 2]?.text ?? "")) at++;
      else at = keepOneOfAShape(tokens, at + 2, kept) - 1;
    }
  }
  return kept;
}

/** Copies elements that commas divide to `kept`, one of each shape, and returns where what follows them begins. */
function keepOneOfAShape(tokens: Token[], start: number, kept: Token[]): number {
  const shapes = new Set<string>();
  for (let at = start; ; ) {
    const end = endOfElement(tokens, at);
    const element = tokens.slice(at, end);
    const hasValue = element.some(({ kind }) => kind === "literal" || kind === "parameter");
    const shape = element.map(({ kind, text }) => (kind === "parameter" ? "$" : text)).join(" ");
    if (!hasValue || !shapes.has(shape)) {
      if (at > start) kept.push({ kind: "sign", text: ",", spaced: false });
      kept.push(...element);
    }
    shapes.add(shape);
    if (tokens[end]?.text !== ",") return end;
    at = end + 1;
  }
}

function endOfElement(tokens: Token[], start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const { kind, text } = tokens[at] as Token;
    if (kind === "sign" && (text === "(" || text === "[")) depth++;
    else if (kind === "sign" && (text === ")" || text === "]")) {
      if (depth === 0) return at;
      depth--;
      // Behind the last row of VALUES stands no closing parenthesis.
      if (depth === 0 && tokens[start]?.text === "(" && tokens[at + 1]?.text !== ",") return at + 1;
    } else if (depth === 0 && text === ",") return at;
  }
  return tokens.length;
}

/** Numbers the placeholders that are left from 1 on, in their order. */
function renumber(tokens: Token[]): void {
  const parameters = tokens.filter(({ kind }) => kind === "parameter");
  const numbers = [...new Set(parameters.map(({ text }) => Number(text.slice(1))))].sort((a, b) => a - b);
  const places = new Map(numbers.map((number, i) => [number, i + 1]));
  for (const parameter of parameters) parameter.text = `$${places.get(Number(parameter.text.slice(1)))}`;
}

function render(tokens: Token[]): string {
  let text = "";
  let last = "";
  for (const token of tokens) {
    const isTight = last === "" || last === "(" || last === "[" || /^[)\],;]$/.test(token.text);
    if (last === "," || (token.spaced && !isTight)) text += " ";
    text += token.text;
    last = token.text;
  }
  return text;
}
