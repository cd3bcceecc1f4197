import { expect, test } from "./journey.ts";
import { expectRequests, expectUsable } from "./overview.ts";

test("the performance index says what it is made of, and is weighed as an operator wants it", async ({
  page,
  vigie,
  openShop,
}) => {
  const shop = await openShop();
  await shop.visit(200);
  await page.goto(vigie.url);
  await expectRequests(page, 200);

  const index = page.getByRole("region", { name: "Performance index" });
  await expect(index).toContainText(/[A-F]\+? \d+(\.\d)? of 100/);
  await index.getByRole("button", { name: "its four parts" }).click();
  const row = (name: string) => index.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
  // Nothing is configured to be watched: its weight goes to the others, which says so.
  await expect(row("Cache")).toContainText("Its weight of 40\u202f% goes to the others.");
  await expect(row("Latency")).toContainText("50\u202f%");
  await expectUsable(page);

  await index.getByRole("button", { name: "Change the weights" }).click();
  const form = index.getByRole("form", { name: "Weights of the parts" });
  await form.getByLabel("Latency").fill("60");
  await expect(form).toContainText("They sum to 130\u202f%");
  await expect(form.getByRole("button", { name: "Save" })).toBeDisabled();
  await form.getByLabel("Cache").fill("0");
  await form.getByLabel("Errors").fill("30");
  await expectUsable(page);
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form).toBeHidden();
  await expect(row("Latency")).toContainText("60\u202f%");

  await page.reload();
  await index.getByRole("button", { name: "its four parts" }).click();
  await expect(row("Errors")).toContainText("30\u202f%");
});

test("a trend that cannot be told says why, and what is not as expected takes no room where all is @once", async ({
  page,
  vigie,
  openShop,
}) => {
  const shop = await openShop();
  await shop.visit(40);
  await page.goto(vigie.url);
  await expectRequests(page, 40);
  const trend = page.getByRole("region", { name: "Key figures" }).getByTitle("Trend of Latency P95");
  await expect(trend).toHaveText("no trend yet");
  await trend.click();
  await expect(page.getByText(/No trend: (nothing to compare with yet|fewer than 30 requests)/)).toBeVisible();
  await expect(page.getByText("1\u202fw before")).toBeVisible();
  await expectUsable(page);
  await page.keyboard.press("Escape");
  await expect(page.getByText("1\u202fw before")).toBeHidden();
  await expect(trend).toBeFocused();
  await expect(page.getByRole("region", { name: "Anomalies" })).toHaveCount(0);
});
