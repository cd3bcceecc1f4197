import { isOwnName, type OwnRedaction } from "./redact-own.ts";

/** A name and what parts it from its value; each name begins where no other character of a name stands before it. */
const NAME =
  /(?:(?<![\w$.-])|(?<=%3[AaDdFf]|%26))([\w$.-]+)(\\{0,3}["'`]?[\])]?(?:\s{0,4}(?:=>|[:=](?![:=>]))\s{0,4}|%3[AaDd]))/g;
/** `--password value`. */
const FLAG = /(?<![\w-])--([\w-]+)[ \t]{1,4}(?=[^\s-])/g;

const SENSITIVE =
  /(?:pass|passwds?|passwords?|passphrase|passcode|pwd|tokens?|jwt|auth|credentials?|(?:api|access|private|secret|encryption|signing|auth|account|shared)keys?(?:id)?|sessionid|sid|signature|otp|ssn|cvv|cvc|xsrf|csrf)$|secret/;
/** Only in a query string. */
const SENSITIVE_PARAMETER = /^(?:key|sig|code)$/;
/** Their values have several words. */
const HEADER = /(?:authorization|cookies?)$/;
/** Say that there is none; worth knowing, and no secret. */
const ABSENT = /^\\{0,3}["'`]?(?:null|undefined|true|false|none|nan|\[redacted\])?\\{0,3}["'`]?$/i;
const SCHEME = /^(?:bearer|basic|digest|negotiate|token|apikey)$/i;

/** Replaces the values of names that tell a secret by `[redacted]`. Reads the text once. */
export function hideNamedValues(text: string, own?: OwnRedaction): string {
  const pairs = hideAfter(text, NAME, (name, at) => kindOf(name, text[at - 1], own));
  if (!pairs.includes("--")) return pairs;
  return hideAfter(pairs, FLAG, (name) => kindOf(name, undefined, own));
}

/** Whether what goes by this name is a secret: `password`, `X-Api-Key`, `db.authToken`, in any case. */
export function isSensitiveName(name: string, own?: OwnRedaction): boolean {
  return kindOf(name, undefined, own) !== undefined;
}

/** Whether a value says that there is none, or how many there are, under a name that otherwise tells a secret. */
export function isHarmlessValue(name: string, value: unknown): boolean {
  if (typeof value === "string") return ABSENT.test(value) || isCount(name, value);
  if (typeof value === "number" || typeof value === "bigint") return isCount(name, String(value));
  return value === null || value === undefined || typeof value === "boolean";
}

type Kind = "header" | "secret" | undefined;

function kindOf(name: string, before: string | undefined, own: OwnRedaction | undefined): Kind {
  // Most names in a text are none, as the hours and minutes of a time.
  if (own === undefined && isDigit(name.charCodeAt(name.length - 1)) && !/s/i.test(name)) return undefined;
  const last = name.slice(name.lastIndexOf(".") + 1);
  const key = last
    .slice(-64)
    .replace(/[^A-Za-z0-9]/g, "")
    .toLowerCase();
  if (HEADER.test(key)) return "header";
  if (SENSITIVE.test(key) || (own !== undefined && isOwnName(name, own))) return "secret";
  return (before === "?" || before === "&") && SENSITIVE_PARAMETER.test(key) ? "secret" : undefined;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function hideAfter(text: string, pattern: RegExp, kind: (name: string, at: number) => Kind): string {
  let result = "";
  let from = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const name = match[1] ?? "";
    const what = kind(name, match.index);
    if (what === undefined) continue;
    const start = pattern.lastIndex;
    const end = endOfValue(text, start, what === "header");
    pattern.lastIndex = end;
    const value = text.slice(start, end);
    if (value === "" || ABSENT.test(value) || isPosition(text, match.index, value) || isCount(name, value)) continue;
    const [open = ""] = /^\\{0,3}["'`]/.exec(value) ?? [];
    const [close = ""] = open === "" ? [] : (/\\*["'`]$/.exec(value.slice(open.length)) ?? []);
    result += `${text.slice(from, start)}${open}[redacted]${close}`;
    from = end;
  }
  return from === 0 ? text : result + text.slice(from);
}

/** Line and column in a file without extension: `/src/token:12:34`. */
function isPosition(text: string, at: number, value: string): boolean {
  return (text[at - 1] === "/" || text[at - 1] === "\\") && /^\d+(?::\d+)?\)?$/.test(value);
}

/** `max_tokens=4096` is no secret. */
function isCount(name: string, value: string): boolean {
  return /tokens$/i.test(name) && /^\d{1,7}$/.test(value);
}

function endOfValue(text: string, start: number, isHeader: boolean): number {
  let at = start;
  while (text[at] === "\\" && at - start < 3) at++;
  const opening = text[at];
  if (opening === '"' || opening === "'" || opening === "`") return endOfQuoted(text, at, at - start);
  if (isHeader) return endOfLine(text, start);
  if (text.startsWith("[redacted]", start)) return start + "[redacted]".length;
  if (opening === "[" || opening === "{") {
    const close = opening === "[" ? "]" : "}";
    for (; at < text.length && text[at] !== "\n"; at++) if (text[at] === close) return at + 1;
    return at;
  }
  const end = endOfBare(text, start);
  if (!SCHEME.test(text.slice(start, end))) return end;
  const next = /[ \t]{1,4}/y;
  next.lastIndex = end;
  return next.test(text) ? endOfBare(text, next.lastIndex) : end;
}

/** Past the quote that is escaped no more than the first one; without one, the end of the line. */
function endOfQuoted(text: string, quoteAt: number, escapes: number): number {
  const quote = text[quoteAt] as string;
  let backslashes = 0;
  let at = quoteAt + 1;
  for (; at < text.length && text[at] !== "\n"; at++) {
    if (text[at] === quote && backslashes <= escapes) return at + 1;
    backslashes = text[at] === "\\" ? backslashes + 1 : 0;
  }
  return at;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end === -1 ? text.length : end;
}

const NEXT_PAIR = /(?:[\s"'`&,;)}\]]|$|[\w.-]{1,64}["']?[=:])/y;

/** White space, a quote, or a delimiter with something behind it that is not the value's. */
function endOfBare(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const char = text[at] as string;
    if (/[\s"'`<>]/.test(char)) return at;
    if (!"&,;)}]".includes(char)) continue;
    NEXT_PAIR.lastIndex = at + 1;
    if (NEXT_PAIR.test(text)) return at;
  }
  return text.length;
}
