import { isSensitiveName, LIMITS, type OwnRedaction, redactWithin } from "@vigie/protocol";
import { pathOf } from "./normalise-path.ts";

const HIDDEN = "[redacted]";
/** Beside the names that tell a secret anywhere. */
const SECRET_HEADER = /session|csrf|xsrf|(?:^|-)auth(?:$|-)|api-?key|secret|token|credential|assertion|cookie|password/;
const SECRET_PARAMETER = /^(?:key|sig|code|session|ticket|pin|nonce|assertion)$/;
/** A name and its value: of a query, of `;jsessionid=…` in a path, of a form. */
const PARAMETER = /([?&;])([^=&;#?\s]{1,256})=([^&;#?\s]*)/g;
/** Longer ones are cut before anything reads them; twice what is told, as secrets become shorter. */
const LONGEST_READ = LIMITS.urlLength * 4;

/** Path and query of a request without its secrets: values by their names, those of the route's parameters too, and all that text can hold. */
export function redactUrl(url: string, route: string, own: OwnRedaction | undefined): string {
  const read = hideSecretSegments(url.slice(0, LONGEST_READ), route, own);
  return redactWithin(hideParameters(read, own), LIMITS.urlLength, own);
}

/**
 * Headers as they came (name, value, …) without their secrets: names in lower case, values of one name joined by commas. Of HTTP/2 the
 * host alone: what else begins with a colon is told already.
 */
export function redactHeaders(rawHeaders: readonly string[], own: OwnRedaction | undefined): Record<string, string> {
  const values = new Map<string, string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const raw = String(rawHeaders[i]).toLowerCase();
    const name = raw === ":authority" ? "host" : raw;
    if (name === "" || name.startsWith(":") || name.length > LIMITS.nameLength) continue;
    const before = values.get(name);
    if (before === undefined && values.size >= LIMITS.headersPerRequest) break;
    const value = String(rawHeaders[i + 1]);
    values.set(name, (before === undefined ? value : `${before}, ${value}`).slice(0, LONGEST_READ));
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of values) {
    const shown = isSecretHeader(name, own)
      ? HIDDEN
      : redactWithin(hideParameters(value, own), LIMITS.headerLength, own);
    // A header may be called `__proto__`.
    Object.defineProperty(headers, name, { value: shown, enumerable: true, configurable: true, writable: true });
  }
  return headers;
}

function isSecretHeader(name: string, own: OwnRedaction | undefined): boolean {
  return SECRET_HEADER.test(name) || isSensitiveName(name, own);
}

function hideParameters(text: string, own: OwnRedaction | undefined): string {
  if (!text.includes("=")) return text;
  return text.replace(PARAMETER, (whole, before: string, name: string, value: string) =>
    value !== "" && isSecretParameter(name, own) ? `${before}${name}=${HIDDEN}` : whole,
  );
}

function isSecretParameter(raw: string, own: OwnRedaction | undefined): boolean {
  // `tokens[0]` and `user[password]` are names, too.
  const name = decoded(raw).replace(/\[\d*\]$/, "");
  return SECRET_PARAMETER.test(name.toLowerCase()) || isSensitiveName(name, own);
}

/** `/reset/9f86d081` at `/reset/:token` is a secret by the name of its place. */
function hideSecretSegments(url: string, route: string, own: OwnRedaction | undefined): string {
  if (!/[:{]/.test(route)) return url;
  const path = pathOf(url);
  const names = route.split("/");
  const segments = path.split("/");
  if (names.length !== segments.length || !url.startsWith(path)) return url;
  const hidden = segments.map((segment, at) => {
    const name = /^[:{]([\w-]+)/.exec(names[at] as string)?.[1];
    return name !== undefined && segment !== "" && isSecretParameter(name, own) ? HIDDEN : segment;
  });
  return hidden.join("/") + url.slice(path.length);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
