import { randomBytes } from "node:crypto";
import { createDatabase, startServer } from "@vigie/testing";
import { FOREIGN_NAME } from "./browser.ts";
import { expect, test } from "./journey.ts";
import { banner, expectUsable, figure } from "./overview.ts";

// The refusal itself.
test.use({ tolerated: /status of 401/ });

test("who comes by a name that is not this machine's is asked for the admin token", async ({ page, cluster: _ }) => {
  const token = randomBytes(24).toString("hex");
  await using database = await createDatabase();
  await using vigie = await startServer({ env: { DATABASE_URL: database.url, VIGIE_ADMIN_TOKEN: token } });
  const url = new URL(vigie.url);
  url.hostname = FOREIGN_NAME;

  await page.goto(url.href);
  const field = page.getByLabel("Admin token");
  await expect(field).toBeFocused();
  await expect(figure(page, "system.cores")).toBeHidden();
  await expectUsable(page);
  await field.fill("not this one");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).not.toBeEmpty();

  await field.fill(token);
  await field.press("Enter");
  await expect(banner(page)).toBeVisible();
  await expect(figure(page, "system.cores")).toBeVisible();
  await page.reload();
  await expect(banner(page)).toBeVisible();
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });
  await page.goto("about:blank");
});
