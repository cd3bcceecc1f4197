import { LIMITS } from "@vigie/protocol";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/;
const DATE = /^\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}:?\d{2}.{0,24})?)?$/;
const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s.]+$/;
/** Eight or more hex digits, one of them decimal, so that words such as "facade" stay. */
const HEX = /^(?=.*\d)[0-9a-f]{8,}$/i;
const TOKEN = /^[\w+.~=-]{20,}$/;

/**
 * The stand-in for a route template where the framework knows none: `/users/42?x=1` → `/users/:id`.
 * UUID → `:uuid`, number → `:id`, long hex or base64 → `:hash`, e-mail → `:email`, date → `:date`. Takes a request
 * target in any form; the result starts with `/`, has no query and at most 512 characters. Applying it twice changes
 * nothing more.
 */
export function normalisePath(target: string): string {
  const path = pathOf(target);
  let route = "";
  let from = 1;
  while (from <= path.length) {
    let to = path.indexOf("/", from);
    if (to === -1) to = path.length;
    // Empty segments go, so that `/a//b/` and `/a/b` are one endpoint.
    if (to > from) {
      const part = `/${normaliseSegment(path.slice(from, to))}`;
      // Cut between segments: half of one could read as something else.
      if (route.length + part.length > LIMITS.routeLength) break;
      route += part;
    }
    from = to + 1;
  }
  return route === "" ? "/" : route;
}

/** The path of a request target, without query and fragment, and without the host of an absolute one. */
export function pathOf(target: string): string {
  let from = 0;
  if (target.charCodeAt(0) !== 47) {
    const host = target.indexOf("://");
    if (host === -1) return target === "*" ? "/*" : "/";
    from = target.indexOf("/", host + 3);
    if (from === -1) return "/";
  }
  let to = target.indexOf("?", from);
  const fragment = target.indexOf("#", from);
  if (to === -1 || (fragment !== -1 && fragment < to)) to = fragment;
  return to === -1 ? (from === 0 ? target : target.slice(from)) : target.slice(from, to);
}

function normaliseSegment(raw: string): string {
  // `;jsessionid=…` is a parameter, not a name.
  const semicolon = raw.indexOf(";");
  const segment = semicolon > 0 ? raw.slice(0, semicolon) : raw;
  const text = segment.includes("%") ? decoded(segment) : segment;
  const first = text.charCodeAt(0);
  if ((first >= 48 && first <= 57) || first === 45 || first === 43) {
    if (NUMBER.test(text)) return ":id";
    if (DATE.test(text)) return ":date";
  }
  if (text.length >= 8) {
    if (UUID.test(text)) return ":uuid";
    if (HEX.test(text)) return ":hash";
    if (TOKEN.test(text) && looksRandom(text)) return ":hash";
  }
  if (text.includes("@") && EMAIL.test(text)) return ":email";
  return segment;
}

/** Tells `dGhpcyBpcyBhIHRva2Vu` from `how-to-build-a-house-2024`: words are joined by separators and keep one case. */
function looksRandom(text: string): boolean {
  const digits = /\d/.test(text);
  const lower = /[a-z]/.test(text);
  const upper = /[A-Z]/.test(text);
  if (!/[-_.~+]/.test(text)) return digits || (lower && upper && text.length >= 32);
  return digits && lower && upper;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
