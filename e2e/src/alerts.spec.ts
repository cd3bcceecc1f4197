import type { Page } from "@playwright/test";
import { createVigieClient, type VigieClient } from "@vigie/client";
import { type Receiver, startReceiver } from "@vigie/testing";
import postgres from "postgres";
import { startDemo } from "./demo.ts";
import { expect, test } from "./journey.ts";
import { expectUsable } from "./overview.ts";
import { type ToldAlert, toldAlerts } from "./told.ts";

const HOOKS_ON_THIS_MACHINE = { VIGIE_ALLOW_PRIVATE_WEBHOOKS: "true" };
/** An evaluation comes every 10 s, and looks at what arrived 2.5 s before; the page hears of it at once. */
const SEEN_WITHIN_MS = 15_000;
const WINDOW_SECONDS = 20;
const FOR_SECONDS = 10;

/** The rule that Vigie brings along, with a shorter memory: a journey is no quarter of an hour. */
async function hurry(client: VigieClient): Promise<void> {
  const rule = (await client.rules.list.query()).find(({ seed }) => seed === "server-errors");
  if (!rule) throw new Error("there is no rule for server errors");
  await client.rules.update.mutate({
    id: rule.id,
    version: rule.version,
    rule: { ...rule, windowSeconds: WINDOW_SECONDS, forSeconds: FOR_SECONDS, clearSeconds: 10 },
  });
}

/** Secret that signs what comes. */
async function tellTo({ url }: Receiver, client: VigieClient): Promise<string> {
  const { secret } = await client.channels.create.mutate({
    name: "on call",
    settings: { kind: "webhook", url },
    minimumSeverity: "critical",
  });
  return secret ?? "";
}

const badge = (page: Page) => page.getByRole("link", { name: /^(Alerts:|No alerts)/ });
const failures = (told: readonly ToldAlert[]) => told.filter(({ text }) => /Error rate \(5xx\)/.test(text));

test("errors in the demo are on the page, in the title and at the webhook, once; seen by all who look; over by themselves @once", async ({
  page,
  browser,
}) => {
  test.setTimeout(240_000);
  await using receiver = await startReceiver();
  await using demo = await startDemo({ rate: 30, duration: 200, files: 200, env: HOOKS_ON_THIS_MACHINE });
  const client = createVigieClient(demo);
  const secret = await tellTo(receiver, client);
  await hurry(client);
  const sql = postgres(await demo.databaseUrl(), { max: 1, onnotice: () => {} });
  const other = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  try {
    await page.goto(`${demo.url}/?service=code-search`);
    await other.goto(`${demo.url}/alerts?service=code-search`);
    await expect(badge(page)).toBeVisible();

    await sql`ALTER TABLE files RENAME TO files_away`;
    await expect
      .poll(async () => (await client.summary.query({ service: "code-search", period: "1h" })).api)
      .toMatchObject({ available: true });
    const brokenAt = Date.now();
    await expect(badge(page)).toHaveAccessibleName(/critical/, { timeout: 90_000 });
    console.log(`the alert was on the page ${((Date.now() - brokenAt) / 1000).toFixed(1)} s after the fault`);
    const { groups } = await client.alerts.list.query({ service: "code-search" });
    const alert = groups.flatMap(({ alerts }) => alerts).find(({ text }) => /Error rate \(5xx\)/.test(text));
    if (!alert) throw new Error("there is no alert for the errors");
    expect(alert.severity).toBe("critical");
    // From the moment from which the condition held until everybody was told.
    expect(Date.parse(alert.openedAt) - Date.parse(alert.since)).toBeLessThan(FOR_SECONDS * 1000 + SEEN_WITHIN_MS);
    await expect(page).toHaveTitle(/^\([1-9]\d*\)/);
    await expect.poll(() => failures(toldAlerts(receiver, secret)).length, { timeout: SEEN_WITHIN_MS }).toBe(1);
    expect(failures(toldAlerts(receiver, secret))[0]).toMatchObject({
      id: alert.id,
      state: "opened",
      severity: "critical",
    });

    await page.goto(`${demo.url}/alerts?alert=${alert.id}`);
    const detail = page.getByRole("region", { name: "Alert", exact: true });
    await expect(detail).toContainText(/code-search: Error rate \(5xx\)/);
    await expect(detail.locator("canvas")).toBeVisible();
    await expectUsable(page);
    await detail.getByRole("button", { name: "Acknowledge" }).click();
    await detail.getByLabel("Your name").fill("Ana");
    await detail.getByLabel("Note, if there is one").fill("the files are gone");
    await detail.getByRole("button", { name: "Acknowledge", exact: true }).last().click();
    await expect(detail).toContainText(/acknowledged by Ana/);
    // The other one did nothing, and sees it.
    const row = other
      .getByRole("list", { name: "Open alerts" })
      .getByRole("listitem")
      .filter({ hasText: "Error rate" });
    await expect(row).toContainText(/acknowledged by Ana/);
    await expectUsable(other);
    await expect(client.alerts.acknowledge.mutate({ ids: [alert.id], by: "Ben" })).rejects.toThrow(/Ana acknowledged/);

    await sql`ALTER TABLE files_away RENAME TO files`;
    await expect(row).toHaveCount(0, { timeout: (WINDOW_SECONDS + 10 + 10) * 1000 + SEEN_WITHIN_MS });
    await expect(detail).toContainText(/over/);
    await expect
      .poll(() => failures(toldAlerts(receiver, secret)).map(({ state }) => state), { timeout: SEEN_WITHIN_MS })
      .toEqual(["opened", "resolved"]);
  } finally {
    await sql.end();
    await other.context().close();
    await page.goto("about:blank");
  }
});

test.describe("what is written in the page", () => {
  // What is refused is told by a status that a browser logs.
  test.use({ tolerated: /status of 400/ });

  test("a rule makes an alert, and what is resolved by hand stands in the history @once", async ({
    page,
    vigie,
    openShop,
  }) => {
    test.setTimeout(120_000);
    const shop = await openShop();
    const stop = shop.visitSteadily(20);
    await page.goto(`${vigie.url}/alerts?tab=rules`);
    const table = page.getByRole("table");
    await expect(table.getByRole("row").filter({ hasText: "More than 5 % of requests fail" })).toContainText(
      "critical",
    );
    await expectUsable(page);

    await page
      .getByRole("link", { name: "New rule" })
      .or(page.getByRole("button", { name: "New rule" }))
      .click();
    const form = page.getByRole("form", { name: "Rule" });
    await form.getByLabel("Metric").selectOption({ label: "Requests per second" });
    await form.getByLabel("Threshold").fill("-1");
    await form.getByLabel("Name").fill("The shop is open");
    await form.getByRole("button", { name: "Create the rule" }).click();
    await expect(form).toContainText("it is never below 0");
    await form.getByLabel("Threshold").fill("1");
    await form.getByLabel("And stays so for").first().selectOption({ label: "no time: at once" });
    await expect(page.getByRole("region", { name: "What it would have done" })).toContainText(/It would|no past yet/);
    await expectUsable(page);
    await form.getByRole("button", { name: "Create the rule" }).click();
    await expect(table.getByRole("row").filter({ hasText: "The shop is open" })).toBeVisible();

    await page.goto(`${vigie.url}/alerts`);
    const alert = page
      .getByRole("list", { name: "Open alerts" })
      .getByRole("listitem")
      .filter({ hasText: "shop: Requests per second" });
    await expect(alert).toBeVisible({ timeout: 40_000 });
    await alert.getByRole("button", { name: /^Resolve/ }).click();
    await page.getByLabel("Your name").fill("Ana");
    await page
      .getByRole("form", { name: /^Resolve/ })
      .getByRole("button", { name: "Resolve" })
      .click();
    await expect(alert).toHaveCount(0);
    await page.goto(`${vigie.url}/alerts?tab=history`);
    await expect(page.getByRole("row").filter({ hasText: "shop: Requests per second" })).toContainText(/Ana/);
    await expectUsable(page);
    await stop();
  });

  test("a channel has a secret that is told once, and a test that says what is wrong with it", async ({
    page,
    vigie,
  }) => {
    await page.goto(`${vigie.url}/alerts?tab=channels`);
    await page
      .getByRole("link", { name: "New channel" })
      .or(page.getByRole("button", { name: "New channel" }))
      .first()
      .click();
    const form = page.getByRole("form", { name: "Channel" });
    await form.getByLabel("Name").fill("on call");
    await form.getByLabel("URL").fill("http://127.0.0.1:9/hook");
    await form.locator("button[type=submit]").click();
    await expect(form).toContainText("VIGIE_ALLOW_PRIVATE_WEBHOOKS");
    await form.getByLabel("URL").fill("https://nobody.invalid/hook");
    await form.locator("button[type=submit]").click();
    // It signs with it, and nobody is told it again.
    await expect(page.getByRole("region", { name: "Secret" })).toContainText("whsec_");
    await expectUsable(page);
    await page.goto(`${vigie.url}/alerts?tab=channels`);
    await page.getByRole("button", { name: "Test on call" }).click();
    await expect(page.getByRole("list", { name: "Channels" })).toContainText(/was not taken.*nobody\.invalid/);
    await expectUsable(page);
  });
});
