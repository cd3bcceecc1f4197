// A load of known counts for the pages of endpoints, and what an operator finds on them.
import type { Locator, Page } from "@playwright/test";
import { AS_ADMIN, makeBatch, makeRollup } from "@vigie/testing";

type Rollup = ReturnType<typeof makeRollup>;
type Changes = NonNullable<Parameters<typeof makeBatch>[1]>;

/** Milliseconds, one per request: 5, 10, … 2,000. */
export const CHECKOUT_MS = Array.from({ length: 400 }, (_, i) => (i + 1) * 5);
const TYPE_ERROR = "00000000000000aa";
const TIMEOUT = "00000000000000bb";

/** Hands a batch to Vigie as a service would. */
export async function sendBatch(url: string, changes: Changes): Promise<void> {
  const answer = await fetch(`${url}/v1/batch`, {
    method: "POST",
    headers: AS_ADMIN,
    body: JSON.stringify(makeBatch(Date.now(), changes)),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

/** 400 requests of /checkout, 12 of them failed with 5xx for two causes, and 500 fast ones of /ping. */
export async function sendKnownLoad(url: string): Promise<void> {
  const atMs = Date.now();
  const checkout: Rollup = {
    ...makeRollup({ atMs, route: "/checkout", durations: CHECKOUT_MS }),
    status: [0, 380, 0, 8, 12],
    statuses: [
      { status: 404, count: 8 },
      { status: 500, count: 9 },
      { status: 503, count: 3 },
    ],
    errors: [
      { fingerprint: TYPE_ERROR, count: 9 },
      { fingerprint: TIMEOUT, count: 3 },
    ],
    waitMs: [1_000, 300_000, 2_000, 0],
    waitCount: [400, 2_000, 200, 0],
    statements: [{ fingerprint: "00000000000000cc", calls: 2_000, sumMs: 300_000 }],
  };
  const sample = {
    time: atMs,
    traceId: "0af7651916cd43dd8448eb211c80319c",
    method: "GET",
    route: "/checkout",
    status: 500,
    message: "cart.items is not iterable",
    stack: "at total (src/cart.ts:31:7)\nat node:internal/timers:1:1",
  };
  await sendBatch(url, {
    rollups: [checkout, makeRollup({ atMs, route: "/ping", durations: Array<number>(500).fill(1) })],
    errors: [
      { fingerprint: TYPE_ERROR, type: "TypeError", place: "total (src/cart.ts)", sample },
      { fingerprint: TIMEOUT, type: "TimeoutError", place: "pay (src/pay.ts)" },
    ],
    statements: [{ fingerprint: "00000000000000cc", text: "SELECT * FROM items WHERE cart = $1" }],
    requests: [
      {
        time: atMs - 2_000,
        method: "GET",
        route: "/checkout",
        status: 500,
        durationMs: 2_000,
        sentBytes: 10,
        aborted: false,
        traceId: "0af7651916cd43dd8448eb211c80319c",
        kept: "error",
        spans: [],
        spansLeftOut: 0,
        waitMs: [0, 1_500, 0, 0],
        error: TYPE_ERROR,
      },
    ],
  });
}

/** The row of a route in the table of all endpoints. */
export function endpointRow(page: Page, route: string): Locator {
  return page.getByRole("table", { name: "Endpoints" }).getByRole("row").filter({ hasText: route });
}

/** Routes of the rows that are drawn, in their order. */
export async function drawnRoutes(page: Page): Promise<string[]> {
  const names = page.getByRole("table", { name: "Endpoints" }).getByRole("rowheader");
  return (await names.allTextContents()).map((name) => name.replace(/^\s*[A-Z]+\s*/, "").trim());
}
