import { readFile } from "node:fs/promises";
import { makeRollup } from "@vigie/testing";
import { CHECKOUT_MS, drawnRoutes, endpointRow, sendBatch, sendKnownLoad } from "./endpoints.ts";
import { expect, test } from "./journey.ts";
import { expectSearch, expectUsable } from "./overview.ts";

const DAY_MS = 86_400_000;
const cell = (row: ReturnType<typeof endpointRow>, at: number) => row.getByRole("cell").nth(at);

test("a load of known counts is what table, slow panel, hotspots and heatmap show", async ({ page, vigie }) => {
  await sendKnownLoad(vigie.url);
  await page.goto(`${vigie.url}/endpoints`);

  const checkout = endpointRow(page, "/checkout");
  await expect(checkout).toContainText("400");
  await expect(checkout).toContainText(/3[\s\u202f]%/);
  const slow = page.getByRole("list", { name: "Slow endpoints, the greatest impact first" });
  // Of 5, 10, … 2,000 ms there are 350 above 250 ms; the histogram may take one of its neighbours for one.
  await expect(slow).toContainText(/3(49|50|51) of 400 slower/);
  const sum = CHECKOUT_MS.reduce((a, b) => a + b);
  await expect(slow).toContainText(new RegExp(`SQL ${Math.round((300_000 / sum) * 100)}`));

  const hotspots = page.getByRole("list", { name: "Endpoints with errors, the most 5xx first" });
  await expect(hotspots).toContainText("12 5xx");
  await expect(hotspots).toContainText("8 4xx");
  await expect(hotspots.getByRole("list", { name: "By status" })).toHaveText(/500 × 9.*404 × 8.*503 × 3/);
  await hotspots.getByText("2 error groups").click();
  const groups = hotspots.getByRole("list", { name: "Error groups" });
  await expect(groups.getByRole("heading")).toHaveText([
    "TypeError in total (src/cart.ts)",
    "TimeoutError in pay (src/pay.ts)",
  ]);
  await expect(groups).toContainText("cart.items is not iterable");

  const heatmap = page.getByRole("application", { name: /^Heatmap of 2 endpoints/ });
  await heatmap.focus();
  const readout = page.getByRole("status").filter({ hasText: "/checkout" });
  const seen: string[] = [];
  for (let window = 0; window < 4; window++) {
    seen.push((await readout.textContent()) ?? "");
    await page.keyboard.press("ArrowLeft");
  }
  expect(seen.some((text) => text.includes("400") && text.includes("12"))).toBe(true);
  await expectUsable(page);
});

test("an error group is resolved by a click, and opened again @once", async ({ page, vigie }) => {
  await sendKnownLoad(vigie.url);
  await page.goto(`${vigie.url}/endpoint?service=shop&method=GET&route=%2Fcheckout`);
  const group = page.locator('[data-group="00000000000000aa"]');
  await group.getByRole("button", { name: "Resolve TypeError" }).click();
  await expect(group).toHaveAttribute("data-state", "resolved");
  await page.reload();
  await expect(group).toHaveAttribute("data-state", "resolved");
  await group.getByRole("button", { name: "Reopen TypeError" }).click();
  await expect(group).toHaveAttribute("data-state", "open");
});

test("the page of an endpoint says how slow it is, on what, and how it fails", async ({ page, vigie }) => {
  await sendKnownLoad(vigie.url);
  await page.goto(`${vigie.url}/endpoints`);
  await endpointRow(page, "/checkout").getByRole("link").click();
  await expect(page).toHaveURL(/\/endpoint\?.*route=%2Fcheckout/);
  const figures = page.getByRole("region", { name: "Key figures" });
  await expect(figures).toContainText("400");
  await expect(page.getByText("SELECT * FROM items WHERE cart = $1")).toBeVisible();
  await expect(page.getByRole("list", { name: "Error groups" })).toContainText("TimeoutError");
  await expect(page.getByRole("region", { name: "Latency" }).locator("canvas")).toBeVisible();
  const distribution = page.getByRole("region", { name: "Distribution" });
  for (const mark of ["P50", "P95", "P99"]) await expect(distribution.getByText(mark).first()).toBeVisible();
  await expect(page.getByRole("region", { name: "Where the time went" })).toContainText("SQL");
  await expect(page.locator('[data-trace="0af7651916cd43dd8448eb211c80319c"]').first()).toBeVisible();
  await expectUsable(page);
});

test("what was chosen stands in the URL: search, sorting, threshold, period @once", async ({ page, vigie }) => {
  await sendKnownLoad(vigie.url);
  await page.goto(`${vigie.url}/endpoints?period=24h`);
  await expect(endpointRow(page, "/ping")).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("check");
  await expect(endpointRow(page, "/ping")).toBeHidden();
  await page.getByRole("columnheader", { name: "P95" }).getByRole("button").first().click();
  await page.getByRole("group", { name: "Slower than" }).getByText("1 s", { exact: true }).click();
  await expect
    .poll(() => Object.fromEntries(new URL(page.url()).searchParams))
    .toMatchObject({
      period: "24h",
      q: "check",
      sort: "p95Ms",
      slower: "1000",
    });
  await page.reload();
  await expect(page.getByRole("searchbox", { name: "Search endpoints" })).toHaveValue("check");
  await expect(endpointRow(page, "/checkout")).toBeVisible();
  await expect(endpointRow(page, "/ping")).toBeHidden();
});

test("sorting, arrow keys and Enter work without a mouse @once", async ({ page, vigie }) => {
  await sendKnownLoad(vigie.url);
  await page.goto(`${vigie.url}/endpoints?sort=route&order=asc`);
  await expect.poll(() => drawnRoutes(page)).toEqual(["/checkout", "/ping"]);
  await page.getByRole("columnheader", { name: "Endpoint" }).getByRole("button").press("Enter");
  await expect.poll(() => drawnRoutes(page)).toEqual(["/ping", "/checkout"]);
  await expectSearch(page, { sort: "route", order: "desc" });
  await endpointRow(page, "/ping").getByRole("link").focus();
  await page.keyboard.press("ArrowDown");
  await expect(endpointRow(page, "/checkout").getByRole("link")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/route=%2Fcheckout/);
});

test("two instances, one killed in the middle: one row, right totals @once", async ({ page, vigie, openShop }) => {
  const one = await openShop();
  const two = await openShop();
  await Promise.all([one.visit(30, "/cart"), two.visit(20, "/cart")]);
  await two.stop();
  await one.visit(30, "/cart");
  await page.goto(`${vigie.url}/endpoints?service=shop`);
  await expect(page.getByRole("table", { name: "Endpoints" }).getByRole("rowheader")).toHaveCount(1);
  await expect(cell(endpointRow(page, "/cart"), 0)).toHaveText("80");
});

const HOSTILE = ["/q\"uo'tes", "/<script>alert(1)</script>", "/\u202egnp.exe", "/bell\u0007", `/${"long".repeat(100)}`];

test("route names that mean harm are shown as what they are @once", async ({ page, vigie }) => {
  const rollups = HOSTILE.map((route) => makeRollup({ atMs: Date.now(), route, durations: [300], status: 500 }));
  await sendBatch(vigie.url, { rollups });
  page.on("dialog", () => {
    throw new Error("a name became a script");
  });
  await page.goto(`${vigie.url}/endpoints`);
  await expect(endpointRow(page, "<script>alert(1)</script>")).toBeVisible();
  await expect(endpointRow(page, "\\u202e")).toBeVisible();
  await expectUsable(page);
  for (const route of HOSTILE) {
    const query = new URLSearchParams({ service: "shop", method: "GET", route });
    await page.goto(`${vigie.url}/endpoint?${query}`);
    await expect(page.getByRole("region", { name: "Key figures" })).toContainText("1");
  }
  await expectUsable(page);
});

test("a hundred thousand routes: a thousand by name, the rest together, and the table stays light @once", async ({
  page,
  vigie,
}) => {
  const atMs = Date.now();
  for (let from = 0; from < 100_000; from += 2_500) {
    const rollups = Array.from({ length: 2_500 }, (_, i) =>
      makeRollup({ atMs, route: `/page-${from + i}`, durations: [1] }),
    );
    await sendBatch(vigie.url, { rollups });
  }
  await page.goto(`${vigie.url}/endpoints?sort=requestCount&order=desc`);
  await expect(endpointRow(page, "(other)")).toContainText("99");
  await expect(page.getByRole("table", { name: "Endpoints" })).toHaveAttribute("aria-rowcount", "1002");
  expect(await page.getByRole("table", { name: "Endpoints" }).getByRole("row").count()).toBeLessThan(80);
  await expectUsable(page);
});

test.describe("a view that cannot be had", () => {
  test.use({ tolerated: /404|400/ });

  test("says why, and leads back @once", async ({ page, vigie }) => {
    await sendKnownLoad(vigie.url);
    await page.goto(`${vigie.url}/endpoint?service=shop&method=GET&route=%2Fnope`);
    await expect(page.getByText("The service shop has no endpoint GET /nope.")).toBeVisible();
    await page.goto(`${vigie.url}/endpoints?service=nobody`);
    await expect(page.getByText("There is no service nobody.")).toBeVisible();
    const [from, to] = [3 * DAY_MS, 2 * DAY_MS].map((ago) => new Date(Date.now() + ago).toISOString());
    await page.goto(`${vigie.url}/endpoints?from=${to}&to=${from}`);
    await expect(page.getByText("it lies in the future")).toBeVisible();
  });
});

test("what is shown can be taken home, as shown @once", async ({ page, vigie }) => {
  // A download takes the browser's cookies along, and no header of ours.
  await page.request.post(`${vigie.url}/auth/token`, { data: { token: vigie.token } });
  await sendKnownLoad(vigie.url);
  await page.goto(`${vigie.url}/endpoints?q=check`);
  await expect(endpointRow(page, "/checkout")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /CSV/ }).first().click();
  const path = await (await download).path();
  const csv = await readFile(path, "utf8");
  expect(csv.trim().split("\n")).toHaveLength(2);
  expect(csv).toContain("/checkout,400,");
});
