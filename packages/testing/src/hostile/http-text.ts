import type { Random } from "./random.ts";
import type { HostileRequest } from "./send.ts";
import { hostileText } from "./values.ts";

/** Node takes so many bytes of headers, and sign-in so many of a body. */
const RESET_FROM_BYTES = 16_000;

export interface HttpParts {
  method: string;
  target: string;
  /** As they go out, in their order. */
  headers: (readonly [name: string, value: string])[];
  body?: Buffer;
}

/** The request as bytes, with a right content-length; characters past 0xff go out as UTF-8. */
export function writeHttp(kind: string, { method, target, headers, body }: HttpParts): HostileRequest {
  const given = body === undefined ? headers : [...headers, ["content-length", String(body.length)] as const];
  // An answer without a length ends with its connection.
  const head = [
    `${method} ${target} HTTP/1.1`,
    "connection: close",
    ...given.map(([name, value]) => `${name}: ${value}`),
    "",
    "",
  ];
  const bytes = Buffer.concat([Buffer.from(head.join("\r\n")), body ?? Buffer.alloc(0)]);
  return { kind, bytes, hangsUp: false, mayBeReset: bytes.length > RESET_FROM_BYTES };
}

/** For a path or a query. Half of a surrogate pair cannot be written there. */
export function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd"));
}

/** Headers that a stranger sends along with a request. What they say of its body is not among them. */
export function hostileHeaders(random: Random): (readonly [string, string])[] {
  const text = () =>
    hostileText(random)
      .replace(/[\0\r\n]/g, "?")
      .slice(0, 4_000);
  const headers: (readonly [string, string])[] = [];
  const count = 1 + random.below(4);
  for (let i = 0; i < count; i++) {
    switch (random.below(14)) {
      case 0:
        headers.push(["x-long", "a".repeat(random.size(14_000))]);
        break;
      case 1:
        for (let n = random.size(1_500); n > 0; n--) headers.push([`x-${n}`, "1"]);
        break;
      case 2:
        headers.push(["traceparent", text()], ["traceparent", `00-${"a".repeat(32)}-${"b".repeat(16)}-01`]);
        break;
      case 3:
        headers.push(["tracestate", `${"a=1,".repeat(random.size(500))}=,;`], ["baggage", text()]);
        break;
      case 4:
        headers.push(["x-forwarded-for", text()], ["x-forwarded-host", text()], ["x-forwarded-proto", "javascript"]);
        break;
      case 5:
        headers.push(["forwarded", `for=${text()};host=${text()};proto=x`]);
        break;
      case 6:
        headers.push([
          "cookie",
          random.pick([
            text(),
            "vigie.session_token=%",
            `vigie.session_token=${text()}`,
            `vigie.session_token=${"a".repeat(32)}.${encodeURIComponent(`${"A".repeat(43)}=`)}`,
            `vigie.session_data=${Buffer.from(text()).toString("base64url")}`,
            `vigie.admin=9999999999999.${"A".repeat(43)}`,
            "a=b;".repeat(1_500),
            "=;=;",
            "__proto__=1",
          ]),
        ]);
        break;
      case 7:
        headers.push([
          "authorization",
          random.pick([
            text(),
            "Bearer",
            "Bearer  ",
            "Basic Og==",
            `Bearer vgi_${text()}`,
            `Bearer ${"x".repeat(9_000)}`,
          ]),
        ]);
        break;
      case 8:
        headers.push(["origin", random.pick([text(), "null", "http://evil.invalid", "http://127.0.0.1", "//"])]);
        break;
      case 9:
        headers.push(["user-agent", text()], ["referer", text()], ["accept-language", text()]);
        break;
      case 10:
        headers.push(["vigie-sent-at", random.pick([text(), "1e999", "-1", "9".repeat(16), `${Date.now()}.5`, "NaN"])]);
        break;
      case 11:
        headers.push(["last-event-id", text()], ["trpc-accept", text()], ["x-trpc-source", text()]);
        break;
      case 12:
        headers.push([random.pick(["__proto__", "constructor", "tostring", "x_y", "x.y~!"]), text()]);
        break;
      default:
        headers.push(["range", "bytes=0-,1-,2-,-1"], ["if-none-match", text()], ["accept", text()], ["expect", "x"]);
    }
  }
  return headers;
}

/** A path and query that no page would make. */
export function hostileTarget(random: Random): string {
  const base = random.pick(BASES);
  switch (random.below(8)) {
    case 0:
      return base + random.pick(["%", "%zz", "%00", "%c0%ae", "%e0%80", "%u0041", "%25%32%65", "%2e%2e%2f", "%ff"]);
    case 1:
      return base + random.pick(TRAVERSALS);
    case 2:
      return `${base}${"a".repeat(random.size(random.chance(0.1) ? 100_000 : 12_000))}`;
    case 3:
      return `${base}?${Array.from({ length: random.size(2_000) }, (_, i) => `k${i}=1`).join("&")}`.slice(0, 15_000);
    case 4:
      return `${base}?${random.pick(QUERIES)}`;
    case 5:
      return `${base}?period=1h&service=${encoded(hostileText(random).slice(0, 500))}`;
    case 6:
      return `${base}/${encoded(hostileText(random).slice(0, 500))}`;
    default:
      return random.pick([
        "//",
        "/\\",
        "/;/",
        "/./.",
        "///etc/passwd",
        "/?",
        "/#",
        "/*",
        "*",
        "http://evil.invalid/",
        "/ ",
      ]);
  }
}

const BASES = [
  "/",
  "/health",
  "/v1/batch",
  "/v1/preview",
  "/v1/traces",
  "/trpc/",
  "/trpc/summary",
  "/trpc/logs.search",
  "/export/",
  "/export/logs.csv",
  "/export/endpoints.json",
  "/export/slow.csv",
  "/export/alerts.json",
  "/assets/",
  "/auth/options",
  "/auth/callback/oidc",
  "/traces/",
  "/auth/",
  "/metrics",
];

const TRAVERSALS = [
  "/../../../../etc/passwd",
  "/..%2f..%2f..%2fetc%2fpasswd",
  "/%2e%2e/%2e%2e/package.json",
  "/..\\..\\package.json",
  "/....//....//package.json",
  "/%252e%252e%252fpackage.json",
  "/.env",
  "/.git/config",
  "/../src/main.ts",
  "/assets/../../package.json",
];

const QUERIES = [
  "__proto__[polluted]=true",
  "__proto__.polluted=true",
  "constructor[prototype][polluted]=true",
  "input=",
  "input=no%20json",
  "input=%7B%22a%22",
  "input=%7B%22__proto__%22%3A%7B%22polluted%22%3Atrue%7D%7D",
  "input=[[[[[[[[]]]]]]]]&input={}",
  "batch=1",
  "batch=1&input=[]",
  "batch=1&input=null",
  "batch=1&input=%7B%220%22%3Anull%2C%22__proto__%22%3A%7B%7D%7D",
  "batch=1&input=%7B%22-1%22%3A1%2C%221e9%22%3A1%7D",
  "period=1h&period=7d&service[]=a&service[0]=b",
  "period[from]=x&period[to]=y",
  "from=0000-01-01T00:00:00Z&to=9999-12-31T00:00:00Z",
  "from=-271821-04-20T00:00:00.000Z&to=2026-01-01T00:00:00Z",
  "period=1h&thresholdMs=1e400&limit=-1&sort=__proto__",
  "period=1h&sort=constructor&order=toString",
  "=&=&&&==",
  "%=%&%zz=%00",
  "a=%ud800&b=%ED%A0%80",
];
