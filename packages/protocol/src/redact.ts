import { hideNamedValues } from "./redact-named.ts";
import { hideOwnPatterns, type OwnRedaction } from "./redact-own.ts";
import { SIGN, scan } from "./redact-scan.ts";

/**
 * Takes personal data and secrets out of free text: e-mail and IP addresses, card numbers, credentials in URLs, bearer and other
 * tokens, and the values of names such as `password`, `api_key` or `cookie`, in prose, JSON, headers and query strings; and what
 * `own` names beyond that.
 *
 * Pure, linear in the length of the text whatever is in it (own patterns apart), and applying it twice changes nothing more: the
 * SDK applies it before anything is queued, the server again at ingest. Rather too much goes than too little, but positions in
 * stack frames (`file.ts:12:34`) and the `::` of C++ names stay.
 */
export function redactText(text: string, own?: OwnRedaction): string {
  return redactSigned(text, scan(text), own);
}

/** The same, of a text whose signs are known; `ALL_SIGNS` runs every pass. */
export function redactSigned(text: string, signs: number, own: OwnRedaction | undefined): string {
  let result = text;
  if (signs & SIGN.address && result.includes("://")) result = result.replace(URL_REST, hideCredentials);
  if (signs & SIGN.dashes && result.includes("PRIVATE KEY")) result = result.replace(PEM, "[redacted]");
  if (signs & SIGN.pair) result = hideNamedValues(result, own);
  if (SCHEME_WORD.test(result)) result = result.replace(SCHEME, hideScheme);
  if (signs & SIGN.run) result = result.replace(TOKEN, "[redacted]");
  if (signs & SIGN.address && (result.includes("@") || result.includes("%40"))) result = hideEmails(result);
  if (signs & SIGN.digits) result = result.replace(DIGITS, hideCards);
  if (signs & SIGN.dotted) result = result.replace(IPV4, "[ip]");
  if (signs & SIGN.colons) result = result.replace(IPV6, (run) => (isIpv6(run) ? "[ip]" : run));
  return own === undefined ? result : hideOwnPatterns(result, own);
}

/** Whether a text has a word after which credentials may follow; the one thing of which `scan` sees no sign. */
export function holdsScheme(text: string): boolean {
  return SCHEME_WORD.test(text);
}

/** Whether a number, which is no text, is a card's. */
export function isCardNumber(value: number): boolean {
  return value >= 2e12 && Number.isSafeInteger(value) && isCard(String(value));
}

/** What follows `://`, as far as the end of credentials is looked for. */
const URL_REST = /(?<=:\/\/)[^\s"'<>`]{1,512}/g;

/** `postgres://user:pass@host` → `postgres://[redacted]@host`; also where the password holds an unescaped `/`, `?` or `#`. */
function hideCredentials(rest: string): string {
  const end = rest.search(/[/?#]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  let at = authority.lastIndexOf("@");
  // `user:pa/ss@host`: what stands after the colon is no port.
  if (at === -1 && end !== -1 && /^[^:[\]]*:(?!\d*$)/.test(authority)) at = rest.lastIndexOf("@");
  return at === -1 ? rest : `[redacted]${rest.slice(at)}`;
}

const PEM = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g;

const SCHEME_WORD = /bearer|basic|digest|negotiate/i;
const SCHEME = /\b(bearer|basic|digest|negotiate)([ \t]{1,4}|%20|\+)([A-Za-z0-9._~+/=%-]+)/gi;
/** Words that follow in sentences about the scheme, not in headers. */
const NO_CREDENTIAL =
  /^(?:auth|authentication|authorization|access|tokens?|credentials?|scheme|realm|header|is|are|was|has|not|must|and|or|in|of|for|with|missing|required|invalid|expired|error|failed|undefined|null|types?)[.]?$/i;

function hideScheme(whole: string, scheme: string, space: string, value: string): string {
  if (NO_CREDENTIAL.test(value)) return whole;
  // The other schemes are words of every day; their credentials do not look like one.
  if (scheme.toLowerCase() !== "bearer" && !/[0-9=]|.[A-Z]/.test(value)) return whole;
  return `${scheme}${space}[redacted]`;
}

/** JSON web tokens, and keys that say by their beginning who gave them out. */
const TOKEN =
  /(?<![A-Za-z0-9_-])(?:eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}|(?:gh[opsur]_|github_pat_|glpat-|xox[abeoprs]-|sk_live_|sk_test_|rk_live_|pk_live_|whsec_|sk-|npm_|AIza|ya29\.|SG\.)[A-Za-z0-9_.-]{16,}|(?:AKIA|ASIA)[A-Z0-9]{16})(?![A-Za-z0-9_])/g;

/** Finds each `@` and looks at what stands around it: searching for addresses from their beginning would not be linear. */
function hideEmails(text: string): string {
  const at = /@|%40/g;
  let result = "";
  let from = 0;
  let before = 0;
  for (let match = at.exec(text); match !== null; match = at.exec(text)) {
    const start = startOfLocalPart(text, match.index, Math.max(from, before));
    before = at.lastIndex;
    if (start === match.index) continue;
    const domain = domainAt(text, at.lastIndex);
    if (domain === 0) continue;
    result += `${text.slice(from, start)}[email]`;
    from = at.lastIndex + domain;
    at.lastIndex = from;
  }
  return from === 0 ? text : result + text.slice(from);
}

function startOfLocalPart(text: string, at: number, from: number): number {
  let start = at;
  if (text[at - 1] === '"') {
    const quote = text.lastIndexOf('"', at - 2);
    if (quote >= from && at - quote <= 66) return quote;
  }
  while (start > from && isLocalPart(text.charCodeAt(start - 1))) start--;
  return start;
}

/** Letters of all scripts, digits and the signs that mail systems take. */
function isLocalPart(code: number): boolean {
  return isLetterOrDigit(code) || code > 127 || "._%+-".includes(String.fromCharCode(code));
}

function isLetterOrDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/** Length of the domain that begins there, 0 for none. A version, as in `express@5.3.0-beta.rc`, is none. */
function domainAt(text: string, start: number): number {
  let end = start;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (!isLetterOrDigit(code) && code <= 127 && code !== 45 && code !== 46) break;
    end++;
  }
  while (end > start && (text[end - 1] === "." || text[end - 1] === "-")) end--;
  const domain = text.slice(start, end);
  const dot = domain.lastIndexOf(".");
  if (dot < 1 || !/^[^\d-][^.]+$/.test(domain.slice(dot + 1)) || /^v?\d+\.\d+\.\d/.test(domain)) return 0;
  return end - start;
}

/** Thirteen digits or more, as card numbers are written: together, in groups, with spaces or dashes. */
const DIGITS = /(?<![\w.])\d(?:[ -]?\d){12,}(?![\w])/g;

function hideCards(run: string): string {
  const digits = run.replace(/[ -]/g, "");
  if (digits.length === run.length) return isCard(digits) ? "[card]" : run;
  // Two numbers beside each other are one run: each group may begin a card's.
  const groups = [...run.matchAll(/\d+/g)].map((group) => ({ at: group.index, length: group[0].length }));
  let result = "";
  let from = 0;
  /** Digits before the group. */
  let before = 0;
  for (let first = 0; first < groups.length; first++) {
    const start = groups[first] as (typeof groups)[0];
    let length = 0;
    for (let last = first; last < groups.length && length < 19; last++) {
      const group = groups[last] as (typeof groups)[0];
      length += group.length;
      if (length < 13 || length > 19 || !isCard(digits.slice(before, before + length))) continue;
      result += `${run.slice(from, start.at)}[card]`;
      from = group.at + group.length;
      // The groups between are a part of it; the loop adds the first one below.
      for (; first < last; first++) before += (groups[first] as (typeof groups)[0]).length;
      break;
    }
    before += (groups[first] as (typeof groups)[0]).length;
  }
  return result + run.slice(from);
}

/** 13–19 digits that begin as cards do and pass the check of ISO/IEC 7812-1 (Luhn). */
function isCard(digits: string): boolean {
  const first = digits.charCodeAt(0) - 48;
  if (digits.length < 13 || digits.length > 19 || first < 2 || first > 6) return false;
  if (first === 2 && !/^2[2-7]/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

const IPV4 = /(?<![\w.])(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}(?![\w]|\.\d)/g;
/** What may be an IPv6 address; one that has an IPv4 address at its end lost it before. */
const IPV6 = /(?<![\w.:])[0-9A-Fa-f:]{2,}(?:\[ip\])?(?![\w:])/g;

/** RFC 4291, section 2.2: eight groups, or fewer with one `::`, which alone says nothing. */
function isIpv6(run: string): boolean {
  const address = run.replace("[ip]", "0:0");
  if (!address.includes(":") || address.length < 3 || address.length > 45) return false;
  const halves = address.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  return (
    groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group)) &&
    (halves.length === 2 ? groups.length < 8 : groups.length === 8)
  );
}
