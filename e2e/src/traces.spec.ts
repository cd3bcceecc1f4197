import { sendBatch } from "./endpoints.ts";
import { expect, test } from "./journey.ts";
import { expectUsable } from "./overview.ts";

const SELECT = "SELECT name FROM items WHERE id = $1";
const id = (digits: string) => digits.padStart(16, "0");

/** Kept requests of two services: one that asks its database twelve times, and a fast one. */
async function sendTraces(url: string): Promise<void> {
  const time = Date.now() - 5_000;
  const request = {
    method: "GET",
    sentBytes: 10,
    aborted: false,
    spansLeftOut: 0,
    waitMs: [0, 0, 0, 0] as [number, number, number, number],
  };
  await sendBatch(url, {
    requests: [
      {
        ...request,
        time,
        route: "/cart/:id",
        status: 200,
        durationMs: 600,
        kept: "slow",
        traceId: "a".repeat(32),
        spanId: id("a1"),
        url: "/cart/7?note=it's",
        headers: { accept: "text/html", cookie: "[redacted]" },
        attributes: { user: { plan: "gold" } },
        waitMs: [0, 480, 0, 0],
        spans: Array.from({ length: 12 }, (_, i) => ({
          id: id(`b${i}`),
          parent: id("a1"),
          kind: "sql" as const,
          name: "SELECT items",
          startMs: i * 50,
          durationMs: 40,
          statement: "00000000000000cc",
        })),
      },
      {
        ...request,
        time,
        route: "/ping",
        status: 204,
        durationMs: 2,
        kept: "sample",
        traceId: "b".repeat(32),
        spans: [],
      },
    ],
    statements: [{ fingerprint: "00000000000000cc", text: SELECT }],
  });
}

test("kept requests are searched, sorted, and opened @once", async ({ page, vigie }) => {
  await sendTraces(vigie.url);
  await page.goto(`${vigie.url}/traces`);
  const main = page.getByRole("main");
  await expect(main).toContainText("/ping");
  await expect(main).toContainText("/cart/:id");
  await expectUsable(page);

  const box = page.getByRole("combobox", { name: "Search traces" });
  await box.fill("duration:>100ms user.plan:gold");
  await box.press("Enter");
  await expect(main).not.toContainText("/ping");
  await main.getByRole("link", { name: /GET \/cart\/:id, 200, 600/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("/cart/:id");
});

test("a request says what stands out, with its steps and a command that asks it again", async ({ page, vigie }) => {
  await sendTraces(vigie.url);
  await page.goto(`${vigie.url}/traces/${"a".repeat(32)}`);
  const findings = page.getByRole("list", { name: "What stands out" });
  await expect(findings).toContainText(/12\s×/);
  await expect(findings).toContainText(SELECT);
  await expect(page.getByRole("treeitem", { name: SELECT })).toHaveCount(12);
  const main = page.getByRole("main");
  await expect(main).toContainText("it'\\''s");
  await expect(main).toContainText("gold");
  await expectUsable(page);
});

test.describe("a trace of which nothing is kept", () => {
  test.use({ tolerated: /status of 40[04]/ });

  test("is told, and so is what is no trace id @once", async ({ page, vigie }) => {
    await page.goto(`${vigie.url}/traces/${"c".repeat(32)}`);
    await expect(page.getByRole("main")).toContainText(/Nothing of trace/);
    await page.goto(`${vigie.url}/traces/nonsense`);
    await expect(page.getByRole("main")).toContainText(/32 hex digits/);
    await expectUsable(page);
  });
});
