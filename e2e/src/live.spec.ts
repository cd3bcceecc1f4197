import { createVigieClient } from "@vigie/client";
import { until } from "@vigie/testing";
import { expect, test } from "./journey.ts";
import {
  banner,
  countQuestions,
  expectRequests,
  expectSearch,
  expectUsable,
  figureValue,
  hasDrawn,
  shownCount,
} from "./overview.ts";

const P95 = "#58a6ff";
const STATUS_2XX = "#3fb950";

test("the figures of a service under load are true, and move by themselves @once", async ({
  page,
  vigie,
  openShop,
}) => {
  const shop = await openShop();
  await shop.visit(5);
  await page.goto(vigie.url);
  const stop = shop.visitSteadily(40);
  await expect.poll(() => shownCount(page)).toBeGreaterThan(5);
  const seen = await shownCount(page);
  await expect.poll(() => shownCount(page)).toBeGreaterThan(seen);

  await shop.visit(12, "/missing");
  shop.breakDown(true);
  await shop.visit(3);
  shop.breakDown(false);
  await stop();
  await expectRequests(page, shop.sent());
  await expect(figureValue(page, "api.clientErrorCount")).toHaveText("12");
  await expect(figureValue(page, "api.p95Ms")).toHaveText(/^\d[\d.]*\u202fms$/);

  for (const [name, colour] of [
    ["Latency", P95],
    ["Throughput", STATUS_2XX],
  ] as const) {
    const chart = page.getByRole("region", { name }).getByRole("img");
    await expect(chart).toHaveAccessibleName(/Newest: /);
    await expect.poll(() => hasDrawn(chart, colour), `${name} is drawn`).toBe(true);
  }
  // The answers of its own page are Vigie's requests, and no service's.
  await page.getByRole("combobox", { name: "Service" }).selectOption("shop");
  await expectRequests(page, shop.sent());
  await expectUsable(page);
});

test("what was chosen stands in the URL: through reload, back and forward @once", async ({ page, vigie, openShop }) => {
  const [shop, bakery] = [await openShop(), await openShop({ name: "bakery" })];
  await shop.visit(30);
  await bakery.visit(4);
  await page.goto(vigie.url);
  await expectRequests(page, 34);

  const service = page.getByRole("combobox", { name: "Service" });
  const day = page.getByRole("button", { name: "24h" });
  await service.selectOption("bakery");
  await expectRequests(page, 4);
  await day.click();
  await expectSearch(page, { service: "bakery", period: "24h" });
  await expect(day).toHaveAttribute("aria-pressed", "true");

  await page.reload();
  await expectRequests(page, 4);
  await expect(service).toHaveValue("bakery");
  await expect(day).toHaveAttribute("aria-pressed", "true");

  await page.goBack();
  await expectSearch(page, { service: "bakery" });
  await expect(page.getByRole("button", { name: "1h" })).toHaveAttribute("aria-pressed", "true");
  await page.goBack();
  await expectRequests(page, 34);
  await page.goForward();
  await expectRequests(page, 4);
  await expect(service).toHaveValue("bakery");
});

test("a period from one time to another is typed in local time @once", async ({ page, vigie, openShop }) => {
  const shop = await openShop();
  await shop.visit(20);
  await page.goto(vigie.url);
  await expectRequests(page, 20);

  const now = Date.now();
  const choose = async (from: number, to: number) => {
    await page.getByRole("group", { name: "Period" }).getByRole("button").last().click();
    await page.getByLabel(/^from, local time/i).fill(local(from));
    await page.getByLabel(/^to, local time/i).fill(local(to));
    await page.getByRole("button", { name: "Show", exact: true }).click();
  };
  await choose(now - 1_800_000, now - 3_600_000);
  await expect(page.getByRole("alert")).toContainText("From must be before to.");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Show", exact: true })).toBeHidden();

  await choose(now - 7_200_000, now - 3_600_000);
  await expectSearch(page, { from: wholeSecond(now - 7_200_000), to: wholeSecond(now - 3_600_000) });
  await expect(page.getByRole("region", { name: "Figures", exact: true })).toContainText(
    "No request was recorded in this period.",
  );

  await choose(now - 3_600_000, now + 60_000);
  await expectSearch(page, { from: wholeSecond(now - 3_600_000), to: wholeSecond(now + 60_000) });
  await expectRequests(page, 20);
});

test("a drag over a chart chooses the period @once", async ({ page, vigie, openShop }) => {
  const shop = await openShop();
  await shop.visit(30);
  await page.goto(vigie.url);
  await expectRequests(page, 30);
  const canvas = page.getByRole("region", { name: "Latency" }).locator("canvas");
  const box = await canvas.boundingBox();
  if (!box) throw new Error("the chart has no place on the page");
  const at = (share: number) => [box.x + box.width * share, box.y + box.height / 2] as const;
  await page.mouse.move(...at(0.4));
  await page.mouse.down();
  await page.mouse.move(...at(0.5));
  await page.mouse.move(...at(0.9));
  await page.mouse.up();

  await expect.poll(() => new URL(page.url()).searchParams.has("from")).toBe(true);
  const range = new URL(page.url()).searchParams;
  const [from, to] = [Date.parse(range.get("from") ?? ""), Date.parse(range.get("to") ?? "")];
  expect(range.has("period")).toBe(false);
  expect(from).toBeGreaterThan(Date.now() - 3_600_000);
  expect(to - from).toBeGreaterThanOrEqual(60_000);
  expect(to).toBeLessThan(Date.now() + 120_000);
  await expect(page.getByRole("group", { name: "Period" }).getByRole("button", { pressed: true })).toContainText("–");
  await page.goBack();
  await expectRequests(page, 30);
});

test("it asks when it is told to, few questions at a time @once", async ({ page, vigie, openShop }) => {
  const shop = await openShop();
  const client = createVigieClient(vigie);
  const isStored = (count: number) => async () => {
    const { api } = await client.summary.query({ period: "1h" });
    return api.available && api.requestCount === count;
  };
  await shop.visit(10);
  await page.goto(vigie.url);
  await expectRequests(page, 10);
  await expect(banner(page)).toHaveAttribute("aria-busy", "false");

  await page.getByRole("combobox", { name: "Refresh automatically" }).selectOption("off");
  await expectSearch(page, { refresh: "off" });
  await page.waitForLoadState("networkidle");
  const questions = countQuestions(page);
  await shop.visit(15);
  await until(isStored(25), "Vigie has stored the requests");
  // Longer than the shortest interval: nothing but time can show that nothing comes.
  await expect(page.waitForRequest(/\/trpc/, { timeout: 6_000 })).rejects.toThrow("Timeout");
  expect(questions()).toBe(0);
  expect(await shownCount(page)).toBe(10);

  await page.getByRole("button", { name: "Refresh now" }).click();
  await expectRequests(page, 25);
  await page.waitForLoadState("networkidle");
  // One for all figures, one for what lasts, one for the last logs: a search goes by itself.
  expect(questions(), "questions of one refresh").toBeLessThanOrEqual(3);

  await page.getByRole("combobox", { name: "Refresh automatically" }).selectOption("5s");
  await shop.visit(5);
  await expectRequests(page, 30);
});

/** As an `<input type="datetime-local">` takes it, in the zone of the browser. */
function local(time: number): string {
  const zone = test.info().project.use.timezoneId;
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" })
    .format(time)
    .replace(" ", "T");
}

function wholeSecond(time: number): string {
  return new Date(Math.floor(time / 1000) * 1000).toISOString();
}
