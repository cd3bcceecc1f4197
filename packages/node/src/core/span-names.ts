import { normalisePath } from "./normalise-path.ts";
import { readSql, type Token } from "./sql-tokens.ts";

const LONGEST_BEGINNING = 60;
const BEFORE_TABLE = new Set(["FROM", "INTO", "UPDATE", "TABLE"]);
const BEFORE_NAME = new Set(["ONLY", "IF", "NOT", "EXISTS"]);
const HAS_TABLE = new Set(["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "COPY"]);

/** `SELECT packages`: verb and first table of a normalised statement, or its beginning where it has none. */
export function statementName(text: string): string {
  const tokens = readSql(text);
  const at = verbOf(tokens);
  const verb = tokens[at]?.text.toUpperCase() ?? "";
  const table = HAS_TABLE.has(verb) ? tableOf(tokens, at) : undefined;
  if (table !== undefined) return `${verb} ${table}`;
  return text.length > LONGEST_BEGINNING ? `${text.slice(0, LONGEST_BEGINNING - 1)}…` : text;
}

/** Where the verb stands; behind `WITH` that of the statement itself. */
function verbOf(tokens: readonly Token[]): number {
  if (tokens[0]?.text.toUpperCase() !== "WITH") return 0;
  const at = outermost(tokens, 1, (word) => HAS_TABLE.has(word));
  return at === -1 ? 0 : at;
}

/** The words between are those of the columns, or of other tables in parentheses. */
function tableOf(tokens: readonly Token[], verb: number): string | undefined {
  const isNext = tokens[verb]?.text.toUpperCase() === "COPY" || tokens[verb]?.text.toUpperCase() === "UPDATE";
  let at = isNext ? verb + 1 : outermost(tokens, verb, (word) => BEFORE_TABLE.has(word)) + 1;
  if (at === 0) return undefined;
  while (BEFORE_NAME.has(tokens[at]?.text.toUpperCase() ?? "")) at++;
  let name = "";
  for (; isName(tokens[at]); at++) {
    name += tokens[at]?.text;
    if (tokens[at + 1]?.text !== ".") break;
    name += ".";
    at++;
  }
  return name === "" ? undefined : name;
}

const isName = (token: Token | undefined) => token?.kind === "word" || token?.kind === "name";

/** The first such word that stands in no parentheses, or -1. */
function outermost(tokens: readonly Token[], from: number, matches: (word: string) => boolean): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const { kind, text } = tokens[at] as Token;
    if (text === "(") depth++;
    else if (text === ")") depth--;
    else if (depth === 0 && kind === "word" && matches(text.toUpperCase())) return at;
  }
  return -1;
}

/** Names of a key's parts, not values: `search_results`, not `42`, `bob@example.com` or `9f86d081884c`. */
const KEY_WORD = /^[A-Za-z][A-Za-z_.-]{0,31}$/;
const MOST_KEY_WORDS = 3;

/**
 * `GET user:*`: a command and the beginning of its key. What may be an id or a value becomes `*`, and so does the end of each key:
 * a key is never told as a whole.
 */
export function commandName(command: string, key: string | undefined): string {
  const name = command.toUpperCase();
  return key === undefined ? name : `${name} ${keyPattern(key)}`;
}

function keyPattern(key: string): string {
  const parts = key.split(":", MOST_KEY_WORDS + 1);
  const words = parts.slice(0, Math.min(parts.length - 1, MOST_KEY_WORDS));
  const end = words.findIndex((word) => !KEY_WORD.test(word));
  return [...(end === -1 ? words : words.slice(0, end)), "*"].join(":");
}

/** A segment that is no word of a path, as far as can be told: outgoing paths hold tokens of all kinds. */
const ODD_SEGMENT = /^(?=.*[^\w.~-]).+$|^.{41,}$/;

/** `GET registry.test/users/:id` of where a call went: `http://registry.test/users/42?token=x`. */
export function callName(method: string, to: string): string {
  const from = to.indexOf("://");
  const rest = from === -1 ? to : to.slice(from + 3);
  const end = rest.search(/[/?#]/);
  const host = end === -1 ? rest : rest.slice(0, end);
  const path = normalisePath(end === -1 || rest[end] !== "/" ? "/" : rest.slice(end))
    .split("/")
    .map((segment) => (!segment.startsWith(":") && ODD_SEGMENT.test(segment) ? ":hash" : segment))
    .join("/");
  return `${method} ${host.slice(host.lastIndexOf("@") + 1)}${path}`.trim();
}
