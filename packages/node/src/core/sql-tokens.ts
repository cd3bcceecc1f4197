/** Postgres cuts names at 63 bytes; what is much longer between double quotes is no name. */
const LONGEST_NAME = 128;

/** A literal's text is `?`; a parameter is `$1` and so on; a sign is one character. */
export interface Token {
  kind: "word" | "name" | "literal" | "parameter" | "sign";
  text: string;
  /** White space or a comment stood before it. */
  spaced: boolean;
}

/** What stands at a place, and where it ends. */
interface Piece {
  kind: Token["kind"] | "space";
  text: string;
  end: number;
}

const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
// With whatever word is stuck to its end, as in `12ab` of a UUID without quotes.
const NUMBER = /(?:\d[\w.]*|\.\d[\w.]*)(?:(?<=\d[eE])[+-]\d[\w.]*)?/y;
const PARAMETER = /\$\d+/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const STRING_PREFIX = /^[ebxnu]$/i;

/** Takes SQL of Postgres apart, and leaves out what its literals say. */
export function readSql(sql: string): Token[] {
  const tokens: Token[] = [];
  let spaced = false;
  for (let at = 0; at < sql.length; ) {
    const piece = readPiece(sql, at);
    at = piece.end;
    if (piece.kind === "space") spaced = true;
    else {
      add(tokens, piece.kind, piece.text, spaced);
      spaced = false;
    }
  }
  return tokens;
}

function add(tokens: Token[], kind: Token["kind"], text: string, spaced: boolean): void {
  const last = tokens.at(-1);
  // Strings in a row are one string; a sign before a number is a part of it, as far as can be told.
  if (kind === "literal" && last?.kind === "literal") return;
  const begins = kind === "literal" && isSignOfNumber(tokens) ? tokens.pop() : undefined;
  tokens.push({ kind, text, spaced: begins?.spaced ?? spaced });
}

function isSignOfNumber(tokens: Token[]): boolean {
  const last = tokens.at(-1);
  if (last?.kind !== "sign" || (last.text !== "-" && last.text !== "+")) return false;
  const before = tokens.at(-2);
  return before?.kind === "sign" && /[(,=<>[]/.test(before.text);
}

function readPiece(sql: string, at: number): Piece {
  switch (sql[at]) {
    case "'":
      return literal(endOfString(sql, at, false));
    case '"':
      return readName(sql, at);
    case "-":
      if (sql[at + 1] === "-") return space(endOf(sql, "\n", at));
      break;
    case "/":
      if (sql[at + 1] === "*") return space(endOfComment(sql, at));
      break;
    case "$":
      return readDollar(sql, at);
    default:
      break;
  }
  const code = sql.charCodeAt(at);
  if (code <= 32) return space(at + 1);
  if (isDigit(code) || (code === 46 && isDigit(sql.charCodeAt(at + 1)))) return literal(endOfMatch(NUMBER, sql, at));
  return isLetter(code) ? readWord(sql, at) : sign(sql, at);
}

const isDigit = (code: number) => code >= 48 && code <= 57;
/** As names begin: every character outside of ASCII counts as a letter. */
const isLetter = (code: number) => ((code | 32) - 97) >>> 0 < 26 || code === 95 || code >= 128;

const literal = (end: number): Piece => ({ kind: "literal", text: "?", end });
const space = (end: number): Piece => ({ kind: "space", text: " ", end });
const sign = (sql: string, at: number): Piece => ({ kind: "sign", text: sql[at] as string, end: at + 1 });

/** Where the match of a sticky pattern ends; `at` where there is none. */
function endOfMatch(pattern: RegExp, sql: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(sql) ? pattern.lastIndex : at;
}

/** Behind the next `text` from `from` on, or the end of all. */
function endOf(sql: string, text: string, from: number): number {
  const at = sql.indexOf(text, from);
  return at === -1 ? sql.length : at + text.length;
}

function readWord(sql: string, at: number): Piece {
  const end = endOfMatch(WORD, sql, at);
  const word = sql.slice(at, end);
  const quote = sql[end] === "&" && /^u$/i.test(word) ? end + 1 : end;
  if (sql[quote] !== "'" || !STRING_PREFIX.test(word)) return { kind: "word", text: word, end };
  return literal(endOfString(sql, quote, /^e$/i.test(word)));
}

function readDollar(sql: string, at: number): Piece {
  const end = endOfMatch(PARAMETER, sql, at);
  if (end > at) return { kind: "parameter", text: sql.slice(at, end), end };
  const tagEnd = endOfMatch(DOLLAR_TAG, sql, at);
  return tagEnd > at ? literal(endOf(sql, sql.slice(at, tagEnd), tagEnd)) : sign(sql, at);
}

function readName(sql: string, start: number): Piece {
  for (let at = start + 1; ; at += 2) {
    at = sql.indexOf('"', at);
    // One that does not end may hold anything.
    if (at === -1) return literal(sql.length);
    if (sql[at + 1] === '"') continue;
    const end = at + 1;
    return end - start > LONGEST_NAME + 2 ? literal(end) : { kind: "name", text: sql.slice(start, end), end };
  }
}

function endOfComment(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length; ) {
    if (sql.startsWith("/*", at)) depth++;
    else if (sql.startsWith("*/", at)) depth--;
    else {
      at++;
      continue;
    }
    at += 2;
    if (depth === 0) return at;
  }
  return sql.length;
}

/** Where the string ends whose opening quote stands at `start`. */
function endOfString(sql: string, start: number, hasEscapes: boolean): number {
  for (let at = start + 1; ; at++) {
    const quote = sql.indexOf("'", at);
    if (quote === -1) return sql.length;
    let backslashes = 0;
    while (quote - backslashes - 1 > start && sql[quote - backslashes - 1] === "\\") backslashes++;
    const isEscaped = backslashes % 2 === 1;
    // Whether a backslash escapes in a plain string is a setting of the server.
    if (isEscaped && !hasEscapes) return sql.length;
    at = quote;
    if (isEscaped) continue;
    if (sql[quote + 1] !== "'") return quote + 1;
    at++;
  }
}
