import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { type Batch, type BatchAck, LIMITS, type OwnRedaction, type Resource } from "@vigie/protocol";
import { DEFAULT_IGNORE, type IgnorePattern } from "./ignore.ts";
import { readRedaction } from "./own-redaction.ts";
import { Problems, type VigieProblem } from "./problems.ts";
import { functionTransport, httpTransport, type Transport } from "./transport.ts";
import { SDK_NAME } from "./version.ts";

/**
 * Settings of `createVigie`. Only `service` is needed. None makes it throw: a wrong one is told to `onError` and
 * replaced by its default.
 *
 * @example
 * const vigie = createVigie({
 *   service: "shop",
 *   url: "http://127.0.0.1:4318",
 *   ignore: (defaults) => [...defaults, "/internal/*", /^\/probe-\d+$/],
 *   onError: (problem) => console.warn(problem.kind, problem.message),
 * });
 */
export interface VigieOptions {
  /** Name under which this process appears, 1–128 characters. */
  service: string;
  /** Where Vigie is. Default: the environment's `VIGIE_URL`, else `http://127.0.0.1:4318`. */
  url?: string;
  /** Ingest key for Vigie (`vgi_…`, made under Settings, Keys). Default: the environment's `VIGIE_TOKEN`; without one Vigie takes nothing. */
  token?: string;
  /** Version of the service, a commit or a tag. Default: the environment's `VIGIE_RELEASE`, else none. */
  release?: string;
  /** Where it runs, such as `production`. Default: the environment's `NODE_ENV`, else none. */
  environment?: string;
  /** Name of this process, different for each. Default: `host:pid:random`. */
  instance?: string;
  /**
   * What is not recorded: patterns that replace the default list, or a function that makes the list from it.
   * Default: `/health`, `/metrics`, `/favicon.ico`, `/robots.txt` and the extensions of static files. A pattern is
   * a path (`"/health"`), a beginning (`"/internal/*"`), an end (`"*.css"`) or a RegExp; it is held against the route
   * template, and against the path where there is none or it ends in a wildcard.
   */
  ignore?: readonly IgnorePattern[] | ((defaults: readonly IgnorePattern[]) => readonly IgnorePattern[]);
  /**
   * Keep the trace id in scope of all asynchronous work of a request, for `traceId()`, `traceHeaders()` and outgoing
   * calls, and to account for what it waits for, as figures and as the spans of requests that are kept. Default true. False saves
   * what AsyncLocalStorage costs (on Node 20 a few µs a request); responses still carry `X-Trace-ID`.
   */
  asyncContext?: boolean;
  /** Send `traceparent` with outgoing calls of fetch, undici and node:http(s). Default true; needs `asyncContext`. */
  traceOutgoing?: boolean;
  /** Record how long requests wait for outgoing calls of fetch, undici and node:http(s). Default true; needs `asyncContext`. */
  recordOutgoing?: boolean;
  /**
   * Apply source maps to the stacks of errors, from files beside the service's own. Default true; read when an error was counted,
   * off the request's path. Where Node applies them itself (`--enable-source-maps`), its stacks are taken as they are.
   */
  sourceMaps?: boolean;
  /** Record memory, event loop, garbage collection and CPU of this process every 10 s. Default true. */
  processMetrics?: boolean;
  /** Distinct endpoints counted under their own name; the others are counted as `ANY (other)`. Default 1,000. */
  endpointLimit?: number;
  /**
   * Whole requests kept as examples, per second, with path, headers, attributes and up to 200 spans each, all redacted: errors first,
   * then the slowest, then a fair sample. Default 20; 0 keeps none.
   */
  exemplarsPerSecond?: number;
  /** Bound of what waits for Vigie, compressed. Default 4 MiB; past it the oldest is dropped and counted. */
  queueBytes?: number;
  /** How often figures are sent while Vigie answers. Default 1,000 ms. */
  flushIntervalMs?: number;
  /** How long an answer may take. Default 10,000 ms. */
  requestTimeoutMs?: number;
  /** First ceiling of the wait after a failure; it doubles up to 3 s, with full jitter. Default 1,000 ms. */
  backoffMs?: number;
  /** How long `close()` and the end of the process may wait for the last batch. Default 2,000 ms. */
  closeTimeoutMs?: number;
  /**
   * What is hidden beyond passwords, tokens, e-mail and IP addresses and the like, in logs, errors, URLs, headers and attributes, before
   * anything is queued: values by their names, at any depth (texts are compared without case, `-` and `_`), and whatever a pattern
   * matches. A pattern that takes long on some text is told to `onError` and not used.
   *
   * @example
   * redact: { names: ["iban", /^x-corp-/i], patterns: [/\bKD-\d{6}\b/] }
   */
  redact?: { names?: readonly (string | RegExp)[]; patterns?: readonly RegExp[] };
  /** Told once about each kind of problem; what it throws is ignored. Default: `process.emitWarning`. */
  onError?: (problem: VigieProblem) => void;
  /** Takes batches instead of HTTP, for a Vigie in the same process. It rejects when a batch was not stored. */
  transport?: (batch: Batch) => Promise<BatchAck>;
}

/** The options, checked, with every default filled in. */
export interface Settings {
  resource: Resource;
  ignore: readonly IgnorePattern[];
  asyncContext: boolean;
  traceOutgoing: boolean;
  recordOutgoing: boolean;
  sourceMaps: boolean;
  processMetrics: boolean;
  endpointLimit: number;
  exemplarsPerSecond: number;
  queueBytes: number;
  flushIntervalMs: number;
  backoffMs: number;
  closeTimeoutMs: number;
  /** Undefined where the service hides nothing beyond. */
  redact: OwnRedaction | undefined;
  problems: Problems;
  transport: Transport;
}

const DEFAULT_URL = "http://127.0.0.1:4318";
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function readOptions(options: VigieOptions): Settings {
  const env = process.env;
  const problems = new Problems(typeof options.onError === "function" ? options.onError : undefined);
  const wrong = (name: string, problem: string) =>
    problems.tell("options", `Vigie: the option ${name} ${problem}; its default is used.`);

  const number = (name: keyof VigieOptions, fallback: number, min: number, max: number): number => {
    const value = options[name];
    if (value === undefined) return fallback;
    if (typeof value === "number" && value >= min && value <= max) return value;
    wrong(name, `must be a number from ${min} to ${max}`);
    return fallback;
  };
  const name = (key: keyof VigieOptions, fallback: string | undefined): string | undefined => {
    const value = options[key] ?? fallback;
    if (value === undefined || value === "") return undefined;
    if (typeof value === "string" && !value.includes("\0")) return value.slice(0, LIMITS.nameLength);
    wrong(key, "must be text");
    return undefined;
  };

  const service = name("service", undefined);
  if (service === undefined) wrong("service", "must name the service");
  const release = name("release", env.VIGIE_RELEASE);
  const environment = name("environment", env.NODE_ENV);
  const instance =
    name("instance", undefined) ?? `${hostname().slice(0, 100)}:${process.pid}:${randomBytes(3).toString("hex")}`;

  const resource: Resource = { service: service ?? "unnamed", instance, sdk: SDK_NAME };
  if (release !== undefined) resource.release = release;
  if (environment !== undefined) resource.environment = environment;

  const timeoutMs = number("requestTimeoutMs", 10_000, 1, LONGEST_TIMER_MS);
  return {
    resource,
    ignore: readIgnore(options.ignore, wrong),
    asyncContext: options.asyncContext !== false,
    traceOutgoing: options.traceOutgoing !== false,
    recordOutgoing: options.recordOutgoing !== false,
    sourceMaps: options.sourceMaps !== false,
    processMetrics: options.processMetrics !== false,
    endpointLimit: number("endpointLimit", LIMITS.endpointsPerService, 1, Number.MAX_SAFE_INTEGER),
    exemplarsPerSecond: number("exemplarsPerSecond", 20, 0, LIMITS.requestsPerBatch),
    queueBytes: number("queueBytes", 4 * 1_048_576, 1, Number.MAX_SAFE_INTEGER),
    flushIntervalMs: number("flushIntervalMs", 1_000, 10, LONGEST_TIMER_MS),
    backoffMs: number("backoffMs", 1_000, 1, 30_000),
    closeTimeoutMs: number("closeTimeoutMs", 2_000, 1, LONGEST_TIMER_MS),
    redact: readRedaction(options.redact, (problem) =>
      problems.tell("options", `Vigie: the option redact ${problem}.`),
    ),
    problems,
    transport:
      typeof options.transport === "function"
        ? functionTransport(options.transport, timeoutMs)
        : httpTransport({
            url: readUrl(options.url ?? env.VIGIE_URL, wrong),
            token: readToken(options, wrong),
            timeoutMs,
          }),
  };
}

type Wrong = (name: string, problem: string) => void;

function readUrl(text: string | undefined, wrong: Wrong): URL {
  if (text !== undefined && text !== "") {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url && (url.protocol === "http:" || url.protocol === "https:")) return url;
    wrong("url", "must be an http or https address");
  }
  return new URL(DEFAULT_URL);
}

function readToken(options: VigieOptions, wrong: Wrong): string | undefined {
  const token = options.token ?? process.env.VIGIE_TOKEN;
  if (token === undefined || token === "") return undefined;
  if (typeof token === "string" && /^[\x21-\x7e]+$/.test(token)) return token;
  // Its text stays out of the message.
  wrong("token", "must be printable ASCII without spaces");
  return undefined;
}

function readIgnore(ignore: VigieOptions["ignore"], wrong: Wrong): readonly IgnorePattern[] {
  if (ignore === undefined) return DEFAULT_IGNORE;
  try {
    const patterns = typeof ignore === "function" ? ignore(DEFAULT_IGNORE) : ignore;
    const valid = Array.isArray(patterns) && patterns.every((one) => typeof one === "string" || one instanceof RegExp);
    if (valid) return patterns;
  } catch {
    // Told below.
  }
  wrong("ignore", "must be a list of texts and regular expressions");
  return DEFAULT_IGNORE;
}
