import { createServer } from "node:http";
import type { Page } from "@playwright/test";
import { createVigie } from "@vigie/node";
import { vigieHttp } from "@vigie/node/http";
import { freePort, until } from "@vigie/testing";
import { makeAccount, OWNER, PASSWORD, printedLink, startFreshVigie } from "./access.ts";
import { expect, test } from "./journey.ts";
import { banner, expectRequests, expectUsable, figure } from "./overview.ts";

// Seconds of work each, but on a machine that is busy with everything else at once.
test.describe.configure({ timeout: 180_000 });
// Refusals are told by statuses that a browser logs.
test.use({ extraHTTPHeaders: {}, tolerated: /status of (401|403|409)/ });

const VIEWER = "ben@example.org";

const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

async function openTab(page: Page, tab: string): Promise<void> {
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: tab }).click();
  await expect(page.getByRole("navigation", { name: "Settings" }).locator("[aria-current]")).toHaveText(tab);
}

test("an administrator invites a viewer, who sees everything and changes nothing @once", async ({
  page,
  browser,
  cluster: _,
}) => {
  await using vigie = await startFreshVigie();
  await makeAccount(page, await printedLink(vigie), "Ana", OWNER);
  await expect(banner(page)).toBeVisible();
  await page.goto(`${vigie.url}/settings/people`);
  await row(page, "Ana").getByRole("button", { name: "Remove Ana" }).click();
  await row(page, "Ana").getByRole("button", { name: "Remove it" }).click();
  await expect(row(page, "Ana").getByRole("alert").last()).toContainText("This is the only administrator.");

  const invite = page.getByRole("form", { name: "Invite somebody" });
  await invite.getByLabel("E-mail").fill(VIEWER);
  await invite.getByRole("button", { name: "Make the link" }).click();
  const link = page.getByRole("region", { name: "Link" }).locator("code");
  await expect(link).toContainText("/setup#");
  await expectUsable(page);

  const context = await browser.newContext({ viewport: page.viewportSize(), extraHTTPHeaders: {} });
  const other = await context.newPage();
  try {
    const sentinel = '<img src=x onerror="document.title=1">\u202e';
    await makeAccount(other, (await link.textContent()) ?? "", sentinel);
    await expect(banner(other)).toBeVisible();
    await expect(other.getByRole("button", { name: `Account: ${VIEWER}, viewer` })).toBeVisible();

    await other.goto(`${vigie.url}/alerts?tab=rules`);
    await expect(row(other, "More than 5 % of requests fail")).toBeVisible();
    await expect(other.getByRole("link", { name: "New rule" })).toHaveCount(0);
    await expect(other.getByRole("switch")).toHaveCount(0);
    await expect(other.getByRole("link", { name: "Channels" })).toHaveCount(0);
    await other.goto(vigie.url);
    await other.getByRole("button", { name: "its four parts" }).click();
    await expect(other.getByText("The index is the sum of the points.")).toBeVisible();
    await expect(other.getByRole("button", { name: "Change the weights" })).toHaveCount(0);
    await expect(other.getByRole("button", { name: "Make its key" })).toHaveCount(0);
    await other.goto(`${vigie.url}/settings/keys`);
    await expect(other.getByText("This is for administrators.")).toBeVisible();
    await expect(other.getByRole("navigation", { name: "Settings" })).toHaveText("AccountData");
    await expectUsable(other);
    const weights = { cache: 1, latency: 0, errors: 0, memory: 0 };
    const byHand = await other.evaluate(async (body) => {
      const headers = { "content-type": "application/json" };
      const answer = await fetch("/trpc/performance.setWeights", { method: "POST", headers, body });
      return { status: answer.status, text: await answer.text() };
    }, JSON.stringify(weights));
    expect(byHand.status).toBe(403);
    expect(byHand.text).toContain("FORBIDDEN");

    await page.reload();
    const viewer = row(page, VIEWER);
    await expect(viewer).toContainText("<img src=x");
    await expect(viewer).toContainText("\\u202e");
    await viewer
      .getByRole("button", { name: /^Remove/ })

      .click();
    await viewer.getByRole("button", { name: "Remove it" }).click();
    await expect(viewer).toHaveCount(0);
    await expect(other.getByRole("dialog", { name: "You are no longer signed in" })).toBeVisible();
    await page.goto(`${vigie.url}/settings/audit?action=users.`);
    await expect(row(page, "removed an account")).toContainText(OWNER);
    await expect(row(page, "invited somebody")).toContainText(`email=${VIEWER} role=viewer`);
  } finally {
    await context.close();
    await page.goto("about:blank");
  }
});

test("a service sends with a key that is told once, until it is revoked; all of it is in the audit log @once", async ({
  page,
  cluster: _,
}) => {
  await using vigie = await startFreshVigie();
  await makeAccount(page, await printedLink(vigie), "Ana", OWNER);
  const form = page.getByRole("form", { name: "A key for the service" });
  await form.getByLabel("Service").fill("checkout");
  await form.getByRole("button", { name: "Make its key" }).click();
  const line = page.getByRole("region", { name: "Key", exact: true }).locator("pre");
  await expect(line).toContainText("VIGIE_TOKEN=vgi_");
  await expect(page.getByRole("tabpanel")).toContainText('service: "checkout"');
  await expectUsable(page);
  const token = ((await line.textContent()) ?? "").replace("VIGIE_TOKEN=", "");

  await visit({ url: vigie.url, token, service: "checkout", requests: 3 });
  await expectRequests(page, 3);
  await expect(figure(page, "api.requestCount")).toBeVisible();

  await page.goto(`${vigie.url}/settings`);
  await expect(page.getByRole("list", { name: "Browsers signed in" })).toContainText("this one");
  await expectUsable(page);
  const password = page.getByRole("form", { name: "Password" });
  await password.getByLabel("Current password").fill(PASSWORD);
  await password.getByLabel("New password").fill(`${PASSWORD} 2`);
  await password.getByLabel("The same again").fill(`${PASSWORD} 2`);
  await password.getByRole("button", { name: "Change the password" }).click();
  await expect(password.getByRole("status")).toContainText("Changed.");

  await openTab(page, "Keys");
  const key = row(page, token.slice(-4));
  await expect(key).toContainText("checkout");
  await expect(key).toContainText(/\d+\u202f(s|min) ago.*\d+\u202f(s|min) ago/);
  await expect(page.locator("body")).not.toContainText(token);
  await expectUsable(page);
  await key.getByRole("button", { name: "Revoke checkout" }).click();
  await key.getByRole("button", { name: "Revoke it" }).click();
  await expect(key).toContainText("revoked");
  const refused = await fetch(`${vigie.url}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: "{}",
  });
  expect(refused.status).toBe(401);

  await openTab(page, "Data");
  await expect(page.getByRole("heading", { name: "Data" })).toBeVisible();
  await openTab(page, "Audit");
  for (const words of ["made an account", "made a key", "changed the password", "revoked a key"])
    await expect(row(page, words)).toContainText(OWNER);
  await expect(row(page, "made a key")).toContainText("service=checkout");
  await expectUsable(page);
  await page.getByRole("combobox", { name: "What was done" }).selectOption("keys");
  await expect(row(page, "made an account")).toHaveCount(0);
  await expect(row(page, "revoked a key")).toBeVisible();
  await expect(page).toHaveURL(/action=keys\./);
  await page.goto("about:blank");
});

/** Some requests to a service that sends with `token`, until Vigie has them. */
async function visit(options: { url: string; token: string; service: string; requests: number }): Promise<void> {
  const { url, token, service, requests } = options;
  const vigie = createVigie({ service, url, token, processMetrics: false });
  const server = createServer(vigieHttp(vigie, (_request, response) => void response.end("ok")));
  const port = await freePort();
  server.listen(port, "127.0.0.1");
  try {
    await until(() => server.listening, "the service listens");
    for (let sent = 0; sent < requests; sent++) await (await fetch(`http://127.0.0.1:${port}/carts/${sent}`)).text();
  } finally {
    await new Promise((done) => server.close(done));
    await vigie.close();
  }
}
