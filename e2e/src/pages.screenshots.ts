import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import postgres from "postgres";
import { startDemo } from "./demo.ts";
import { shownCount } from "./overview.ts";

const DOCS = fileURLToPath(new URL("../../docs", import.meta.url));
/** Long enough for charts that tell something. */
const SECONDS = Number(process.env.VIGIE_SCREENSHOT_SECONDS ?? 600);

test("the pages of the demo, as wide as a desk; the overview as wide as a phone", async ({ page }) => {
  await using demo = await startDemo({ rate: 20, duration: SECONDS + 240, files: 2_000 });
  await page.goto(demo.url);
  const until = Date.now() + SECONDS * 1000;
  await expect.poll(() => Date.now(), { timeout: SECONDS * 1000 + 30_000, intervals: [1_000] }).toBeGreaterThan(until);
  expect(await shownCount(page)).toBeGreaterThan(SECONDS);
  await expect(page.locator("[data-stale]")).toBeHidden();
  await page.screenshot({ path: `${DOCS}/overview.png` });
  await page.setViewportSize({ width: 390, height: 844 });
  const widest = () => page.locator("canvas").evaluateAll((all) => Math.max(...all.map((each) => each.clientWidth)));
  await expect.poll(widest, "the charts fit").toBeLessThan(390);
  await page.screenshot({ path: `${DOCS}/overview-phone.png` });

  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${demo.url}/endpoints`);
  await expect(page.getByRole("table", { name: "Endpoints" })).toContainText("/v1/code/search/related");
  await expect(page.locator("canvas").first()).toBeVisible();
  await page.screenshot({ path: `${DOCS}/endpoints.png` });

  await page.goto(`${demo.url}/logs?query=packages+-level%3Adebug`);
  await expect(page.locator('[data-level="error"]').first()).toBeVisible({ timeout: 60_000 });
  await page.screenshot({ path: `${DOCS}/logs.png` });

  await page.goto(`${demo.url}/traces?query=route%3A%2Fv1%2Fcode%2Fpackages%2F%3Aname%2Ffiles&first=slowest`);
  await page
    .getByRole("main")
    .getByRole("link", { name: /packages\/:name\/files, 200/ })
    .first()
    .click();
  await expect(page.getByRole("tree", { name: "Steps of the trace" })).toBeVisible();
  await page.screenshot({ path: `${DOCS}/trace.png` });

  const sql = postgres(await demo.databaseUrl(), { max: 1, onnotice: () => {} });
  await sql`ALTER TABLE files RENAME TO files_away`;
  await page.goto(`${demo.url}/alerts`);
  const alerts = page.getByRole("list", { name: "Open alerts" });
  await alerts
    .getByRole("button", { name: /Error rate/ })
    .first()
    .click({ timeout: 120_000 });
  await expect(page.getByRole("region", { name: "Alert", exact: true }).locator("canvas")).toBeVisible();
  await page.screenshot({ path: `${DOCS}/alerts.png` });
  await sql.end();
});
