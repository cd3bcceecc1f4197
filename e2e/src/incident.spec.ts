import type { Page } from "@playwright/test";
import { createVigieClient } from "@vigie/client";
import type { TestServer } from "@vigie/testing";
import { expect, test } from "./journey.ts";
import { banner, expectUsable, textOf } from "./overview.ts";

/** A minute is judged, and everything in it has to pass before the banner may be calm again. */
const RECOVERED_WITHIN_MS = 110_000;

test("a service that fails turns the banner critical within 30 s, and calm when it is over @once", async ({
  page,
  vigie,
  openShop,
}) => {
  test.setTimeout(200_000);
  const shop = await openShop();
  await openShop({ name: "bakery" });
  const stop = shop.visitSteadily(20);
  await page.goto(vigie.url);
  await expect.poll(() => reasonsOfShop(vigie)).toEqual([]);
  await expect(page.getByRole("region", { name: "Latency" })).toBeVisible();
  await expect(banner(page)).not.toContainText("shop");

  shop.breakDown(true);
  const fault = Date.now();
  await expect(banner(page)).toHaveAttribute("data-state", "critical", { timeout: 40_000 });
  const seenAfterMs = Date.now() - fault;
  await expect(banner(page)).toContainText(/critical/i);
  await expect(banner(page)).toContainText(/shop: Error rate \(5xx\) [\d.]+ %, above 5 %/);
  await expect(page).toHaveTitle(/critical/);
  console.log(`the fault was on the page after ${(seenAfterMs / 1000).toFixed(1)} s`);
  expect(seenAfterMs).toBeLessThan(30_000);
  await expectUsable(page);

  shop.breakDown(false);
  await page.setViewportSize({ width: 390, height: 844 });
  // A busy machine may have reasons of its own that stand before it.
  const more = banner(page).getByText(/^and \d+ more$/);
  if (await more.isVisible()) await more.click();
  await expect(banner(page).getByText(/shop: Error rate/)).toBeVisible();
  await expectUsable(page);

  await expect(banner(page)).not.toContainText("shop", { timeout: RECOVERED_WITHIN_MS });
  // A busy machine may have reasons of its own to be told; without any, all is well again, and the banner says so.
  const client = createVigieClient(vigie);
  const agrees = async () => (await client.status.current.query({})).state === (await shownState(page));
  await expect.poll(agrees).toBe(true);
  if ((await shownState(page)) === "operational") await expect(banner(page)).toContainText(/operational/i);
  else test.info().annotations.push({ type: "busy machine", description: await textOf(banner(page)) });
  await stop();
});

function shownState(page: Page): Promise<string | null> {
  return banner(page).getAttribute("data-state");
}

async function reasonsOfShop(vigie: TestServer): Promise<string[]> {
  const { state, reasons } = await createVigieClient(vigie).status.current.query({ service: "shop" });
  if (state === "unknown") return ["the shop is not known yet"];
  return reasons.filter(({ service }) => service === "shop").map(({ text }) => text);
}
