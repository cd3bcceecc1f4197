/** What is known of a request that is to be sent again. All of it came from whoever sent it first. */
export interface SentRequest {
  method: string;
  /** Path and query; null where they are not known. */
  url: string | null;
  /** Names in lower case, values redacted. */
  headers: Readonly<Record<string, string>>;
}

/** What stands where something was redacted. */
const REDACTED = /\[(?:redacted|email|ip|card)\]/;

/** A name as RFC 9110 has it. What is none could be anything to curl: `@file` reads headers from a file. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i;

/** What curl or the connection decides anew, and what would make the second request a part of the first one's trace. */
const OF_THE_CONNECTION = new Set([
  "host",
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "accept-encoding",
  "expect",
  "traceparent",
  "tracestate",
  "x-trace-id",
]);

/** What a terminal acts upon, and what is not seen. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

const HAS_BODY = /^(?:POST|PUT|PATCH)$/;

/** Whether the value of a header is not the one that was sent. */
export function isRedacted(value: string): boolean {
  return REDACTED.test(value);
}

/** The part of a base address that requests are sent to, without a slash at its end; null for what is no http address. */
export function baseOf(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address.trim());
  } catch {
    return null;
  }
  if (!/^https?:$/.test(url.protocol)) return null;
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/**
 * The request as a command for a POSIX shell. Whatever stands in its address or headers stays one argument of curl: single
 * quotes around everything, no control characters, no file names. `base` is what `baseOf` gave. Redacted headers are left out and named.
 */
export function curlCommand({ method, url, headers }: SentRequest, base: string): string {
  const words: string[] = ["curl --globoff --path-as-is"];
  if (method === "HEAD") words.push("--head");
  else if (method !== "GET") words.push(`--request ${quoted(oneLine(method))}`);
  words.push(`--url ${quoted(base + pathOf(url))}`);

  const leftOut: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (OF_THE_CONNECTION.has(name.toLowerCase()) || !TOKEN.test(name)) continue;
    if (isRedacted(value)) leftOut.push(name);
    else words.push(`--header ${quoted(headerOf(name, oneLine(value).trim()))}`);
  }
  if (/gzip|br|deflate/.test(headers["accept-encoding"] ?? "")) words.push("--compressed");

  const notes = [
    leftOut.length > 0 && `left out, for their values are redacted: ${leftOut.map(harmless).join(", ")}`,
    url === null && "its address is not known",
    url !== null && isRedacted(url) && "its address has redacted parts",
    HAS_BODY.test(method) && "its body is not kept",
  ].filter((note) => note !== false);
  // Behind the command and not before it: a shell without comments then complains of what does nothing.
  return [words.join(" \\\n  "), ...notes.map((note) => `# ${note}`)].join("\n");
}

/** Within single quotes a POSIX shell reads nothing but their end. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** With a slash before it, so that it cannot become a part of the host: `@other.test/`. */
function pathOf(url: string | null): string {
  const path = (url ?? "/").replace(/[^!-~]+/gu, encoded);
  return path.startsWith("/") ? path : `/${path}`;
}

/** All but printable ASCII, as an address has it; half of a surrogate pair cannot be said in one. */
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, "\ufffd"));
}

function oneLine(text: string): string {
  return text.replace(INVISIBLE, " ");
}

/** curl takes `name:` for "do not send it". */
function headerOf(name: string, value: string): string {
  return value === "" ? `${name};` : `${name}: ${value}`;
}

/** A name in a comment, where some shells know no comments. */
function harmless(name: string): string {
  return name.replace(/[^\w-]/g, "_");
}
