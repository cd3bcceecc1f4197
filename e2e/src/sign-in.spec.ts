import { ADMIN_TOKEN, createDatabase, startServer } from "@vigie/testing";
import { makeAccount, OWNER, PASSWORD, printedLink, signIn, signOut, startFreshVigie } from "./access.ts";
import { FOREIGN_NAME } from "./browser.ts";
import { expect, test } from "./journey.ts";
import { banner, expectSearch, expectUsable, figure } from "./overview.ts";

// Seconds of work each, but on a machine that is busy with everything else at once.
test.describe.configure({ timeout: 180_000 });
// Refusals are told by statuses that a browser logs.
test.use({ extraHTTPHeaders: {}, tolerated: /status of (401|410|429)/ });

test("who comes first makes an account by the link that Vigie printed, and signs in with it from then on @once", async ({
  page,
  cluster: _,
}) => {
  await using vigie = await startFreshVigie();
  const link = await printedLink(vigie);

  await page.goto(`${vigie.url}/logs?query=checkout`);
  await expect(page.getByText("Nobody has an account yet.")).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await expectUsable(page);

  await page.goto(link);
  const form = page.getByRole("form", { name: "Account" });
  await expect(form).toBeVisible();
  // Neither in the address nor in what the browser goes back to.
  await expect(page).toHaveURL(`${vigie.url}/setup`);
  await form.getByLabel("New password").fill("too short");
  await form.getByRole("button", { name: "Make the account" }).click();
  await expect(form).toContainText("at least 10 characters");
  await expectUsable(page);
  await makeAccount(page, link, "Ana", OWNER);
  await expect(banner(page)).toBeVisible();
  await expect(page.getByRole("button", { name: `Account: ${OWNER}, admin` })).toContainText(/ana.*admin/);
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true });

  await page.goto("about:blank");
  await page.goto(link);
  await expect(page.getByRole("alert")).toContainText("This link was used, replaced or is too old.");
  await expectUsable(page);

  await page.goto(`${vigie.url}/endpoints?period=24h`);
  await signOut(page);
  await expect(page).toHaveURL(`${vigie.url}/sign-in`);
  await page.goto(`${vigie.url}/endpoints?period=24h`);
  await expect(page.getByLabel("E-mail")).toBeFocused();
  await expectUsable(page);
  await signIn(page, OWNER, PASSWORD);
  await expect(page.getByRole("heading", { name: "Endpoints", level: 1 })).toBeAttached();
  await expectSearch(page, { period: "24h" });
  await page.goto("about:blank");
});

test("five wrong passwords lock the account for this address, which says how long; others go on @once", async ({
  page,
  cluster: _,
}) => {
  await using vigie = await startFreshVigie();
  await makeAccount(page, await printedLink(vigie), "Ana", OWNER);
  await expect(banner(page)).toBeVisible();
  await signOut(page);
  await expect(page.getByLabel("E-mail")).toBeFocused();
  for (let attempt = 0; attempt < 5; attempt++) {
    const answer = page.waitForResponse(/\/auth\/sign-in$/);
    await signIn(page, OWNER, `not this one ${attempt}`);
    expect((await answer).status()).toBe(401);
    await expect(page.getByRole("alert")).toContainText("do not belong together");
  }
  await signIn(page, OWNER, PASSWORD);
  await expect(page.getByRole("alert")).toContainText(/Too many tries.*looked at in [1-5]\u202fmin|\d\u202fs/);
  await expect(page.getByRole("button", { name: "Sign in" })).toHaveAttribute("aria-disabled", "true");
  await expectUsable(page);
  await page.getByLabel("E-mail").fill("ben@example.org");
  await expect(page.getByRole("button", { name: "Sign in" })).toHaveAttribute("aria-disabled", "false");
  await page.goto("about:blank");
});

test("a session that ends while its page is open leaves the page as it was until somebody signs in again @once", async ({
  page,
  cluster: _,
}) => {
  await using vigie = await startFreshVigie();
  await makeAccount(page, await printedLink(vigie), "Ana", OWNER);
  await expect(banner(page)).toBeVisible();
  await page.goto(`${vigie.url}/alerts?tab=rules&edit=new`);
  await page.getByRole("form", { name: "Rule" }).getByLabel("Name").fill("Half of a rule");
  await page.context().clearCookies();

  const dialog = page.getByRole("dialog", { name: "You are no longer signed in" });
  await expect(dialog).toBeVisible();
  await expectUsable(page);
  await dialog.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("form", { name: "Rule" }).getByLabel("Name")).toHaveValue("Half of a rule");
  await page.goto("about:blank");
});

test("the admin token leads in, typed or in a link, by whatever name Vigie is called @once", async ({
  page,
  cluster: _,
}) => {
  await using database = await createDatabase();
  await using vigie = await startServer({ env: { DATABASE_URL: database.url } });
  const url = new URL(vigie.url);
  url.hostname = FOREIGN_NAME;

  await page.goto(url.href);
  await page.getByText("Sign in with the admin token").click();
  const form = page.getByRole("form", { name: "Sign in with the admin token" });
  await expect(figure(page, "system.cores")).toBeHidden();
  await form.getByLabel("Admin token").fill("not this one");
  await form.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("This is not the token of this Vigie.");
  await expectUsable(page);
  await form.getByLabel("Admin token").fill(ADMIN_TOKEN);
  await form.getByLabel("Admin token").press("Enter");
  await expect(banner(page)).toBeVisible();
  await expect(figure(page, "system.cores")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Account: VIGIE_ADMIN_TOKEN, admin" })).toBeVisible();
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });

  await signOut(page);
  await expect(page.getByText("Sign in with the admin token")).toBeVisible();
  await page.goto(`${url.href}sign-in?next=${encodeURIComponent("//evil.example/")}#token=${ADMIN_TOKEN}`);
  await expect(banner(page)).toBeVisible();
  await expect(page).toHaveURL(url.href);
  await page.goBack();
  expect(page.url()).not.toContain(ADMIN_TOKEN);
  await page.goto("about:blank");
});
