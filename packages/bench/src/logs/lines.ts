import type { BatchLog, LogLevel } from "@vigie/protocol";
import { Random } from "../random.ts";

/** A log without its time: what a service says, and which one it is. */
export type Line = Omit<BatchLog, "time" | "cut"> & { service: number };

export const SERVICES = ["shop", "search", "payments", "accounts", "shipping", "mail"] as const;

/** Routes of each service. */
const ROUTES: readonly { method: string; route: string }[] = [
  { method: "GET", route: "/products/:id" },
  { method: "GET", route: "/products" },
  { method: "POST", route: "/orders" },
  { method: "GET", route: "/orders/:id" },
  { method: "POST", route: "/payments" },
  { method: "GET", route: "/search" },
  { method: "DELETE", route: "/sessions/:id" },
  { method: "PUT", route: "/accounts/:id" },
];

export interface LineShape {
  seed: number;
  /**
   * Words that stand in one of so many lines, at random: for questions whose answer is known to be rare. Each is said at the end of a
   * message or, with `attribute`, in an attribute.
   */
  planted?: readonly { word: string; oneIn: number; attribute?: string }[];
  /** One line in so many is fatal. */
  fatalOneIn?: number;
}

/** Requests under way at a time: the lines of one are mixed with those of others. */
const OPEN_REQUESTS = 64;
const LINES_PER_REQUEST = 5;

interface OpenRequest {
  traceId: string;
  service: number;
  at: number;
  left: number;
}

/**
 * Lines as several services write them: 85 % info, 8 % debug, 5 % warn, 2 % error with a stack; half of them in requests, with a trace id, a
 * route and attributes. Ids, amounts and durations in them differ from line to line, as they do in earnest: most words of a store are rare.
 * The same for the same seed.
 */
export function createLines({ seed, planted = [], fatalOneIn = Number.POSITIVE_INFINITY }: LineShape): () => Line {
  const random = new Random(seed);
  const open: OpenRequest[] = [];

  const newRequest = (): OpenRequest => ({
    traceId: hex(random, 32),
    service: random.between(0, SERVICES.length),
    at: random.between(0, ROUTES.length),
    left: 1 + random.between(0, 2 * LINES_PER_REQUEST - 1),
  });
  const nextRequest = (): OpenRequest => {
    const place = random.between(0, OPEN_REQUESTS);
    let request = open[place];
    if (request === undefined || request.left === 0) open[place] = request = newRequest();
    request.left--;
    return request;
  };

  return () => {
    const level = levelOf(random.next());
    const request = random.next() < 0.5 ? nextRequest() : undefined;
    const service = request?.service ?? random.between(0, SERVICES.length);
    const line: Line = { service, ...say(level, random, request ? ROUTES[request.at] : undefined) };
    if (random.next() * fatalOneIn < 1) line.level = "fatal";
    if (request !== undefined) {
      line.traceId = request.traceId;
      line.method = ROUTES[request.at]?.method;
      line.route = ROUTES[request.at]?.route;
    }
    for (const { word, oneIn, attribute } of planted) {
      if (random.next() * oneIn >= 1) continue;
      if (attribute === undefined) line.message += `, tenant ${word}`;
      else line.attributes = { ...line.attributes, [attribute]: word };
    }
    return line;
  };
}

function levelOf(share: number): LogLevel {
  if (share < 0.85) return "info";
  if (share < 0.93) return "debug";
  return share < 0.98 ? "warn" : "error";
}

type Said = Pick<Line, "level" | "message" | "attributes" | "errors">;

function say(level: LogLevel, random: Random, endpoint: { method: string; route: string } | undefined): Said {
  const id = random.between(1, 1_000_000);
  const ms = Math.round(10 * 8 * Math.exp(random.normal())) / 10;
  // Half of all lines stand in a request, and those say more of themselves.
  const attributes = endpoint && {
    method: endpoint.method,
    path: endpoint.route.replace(":id", String(id)),
    status: level === "error" ? 500 : 200,
    durationMs: ms,
    user: { id: random.between(1, 100_000), plan: pick(random, PLANS) },
  };
  const said = (message: string): Said => ({ level, message, attributes });
  switch (level) {
    case "debug":
      return said(pick(random, DEBUG)(id, random, ms));
    case "warn":
      return said(pick(random, WARN)(id, random, ms));
    case "error": {
      const [type, message, frames] = pick(random, ERRORS);
      const stack = frames.map((frame) => `    at ${frame}`).join("\n");
      const errors = [{ type, message: `${message} (${id})`, stack: `${type}: ${message}\n${stack}` }];
      return { ...said(`${message} while handling order ${id}`), errors };
    }
    default:
      return said(pick(random, INFO)(id, random, ms));
  }
}

type Sentence = (id: number, random: Random, ms: number) => string;

const PLANS = ["free", "team", "business"] as const;
const WORDS = ["lamp", "chair", "desk", "shelf", "carpet", "mirror", "sofa", "clock", "vase", "stool"] as const;

const INFO: readonly Sentence[] = [
  (_id, _random, ms) => `request completed in ${ms} ms`,
  (_id, _random, ms) => `request completed in ${ms} ms`,
  (id, random) => `order ${id} placed by customer ${random.between(1, 100_000)} for ${random.between(5, 900)}.90 EUR`,
  (id) => `cache hit for key product:${id}`,
  (id, random, ms) => `search "${pick(random, WORDS)} ${pick(random, WORDS)}" returned ${id % 500} results in ${ms} ms`,
  (_id, random) => `session ${hex(random, 12)} started on worker ${random.between(1, 32)}`,
  (id) => `mail ${id} queued with template receipt`,
  (_id, random) => `payment ${hex(random, 16)} captured`,
];
const DEBUG: readonly Sentence[] = [
  (id, _random, ms) => `SELECT orders by customer ${id} took ${ms} ms, 12 rows`,
  (id) => `cache miss for key product:${id}, loading`,
  (_id, random) => `pool: ${random.between(0, 10)} idle, ${random.between(0, 4)} waiting`,
];
const WARN: readonly Sentence[] = [
  (_id, _random, ms) => `slow statement on table orders: ${Math.round(ms * 40)} ms`,
  (id, random) => `retrying shipment ${id}, attempt ${random.between(2, 6)} of 5`,
  (id) => `stock of product ${id} is low`,
];
const ERRORS: readonly (readonly [type: string, message: string, frames: readonly string[]])[] = [
  [
    "PaymentDeclinedError",
    "payment declined by provider",
    [
      "charge (payments/provider.ts:88:11)",
      "async placeOrder (orders/place-order.ts:41:5)",
      "async handler (routes/orders.ts:19:3)",
      "process.processTicksAndRejections (node:internal/process/task_queues:105:5)",
    ],
  ],
  [
    "TimeoutError",
    "upstream inventory did not answer within 2000 ms",
    [
      "Timeout._onTimeout (http/client.ts:132:17)",
      "listOnTimeout (node:internal/timers:588:17)",
      "process.processTimers (node:internal/timers:523:7)",
    ],
  ],
  [
    "TypeError",
    "Cannot read properties of undefined (reading 'address')",
    ["labelOf (shipping/label.ts:23:31)", "Array.map (<anonymous>)", "async ship (shipping/ship.ts:57:20)"],
  ],
];

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.between(0, list.length)] as T;
}

/** So many lower-case hex digits. */
function hex(random: Random, digits: number): string {
  let text = "";
  while (text.length < digits)
    text += Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  return text.slice(0, digits);
}
