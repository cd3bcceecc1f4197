import { startPostgres, startServer } from "@vigie/testing";
import { FOREIGN_NAME } from "./browser.ts";
import { expect, test } from "./journey.ts";
import { countQuestions, expectUsable } from "./overview.ts";

// Critical is 503, which a browser logs.
test.use({ tolerated: /status of 503/ });

test("anybody sees how Vigie is, what is wrong with it, and when it does not answer", async ({ page }) => {
  await using cluster = await startPostgres();
  await using vigie = await startServer({
    env: { DATABASE_URL: cluster.url, VIGIE_ADMIN_TOKEN: "0123456789abcdef0123456789abcdef" },
  });
  const url = new URL("/health", vigie.url);
  url.hostname = FOREIGN_NAME;
  const questions = countQuestions(page);
  const overall = page.getByRole("region", { name: "Overall" });
  const check = (name: string) => page.locator(`[data-check="${name}"]`);

  await page.goto(url.href);
  await expect(overall).toHaveAttribute("data-state", /^(ok|degraded)$/);
  await expect(check("postgres")).toContainText(/\d\u202fms.*ok below 10\u202fms/);
  await expect(check("postgres")).toContainText("since");
  await expect(check("redis")).toContainText("Not configured");
  await expect(check("disk")).toContainText(/\d\u202f% free.*ok above 10\u202f% free/);
  await expect(check("memory")).toContainText(/\d\u202f% used.*ok below 80\u202f% used/);
  await expectUsable(page);

  await cluster.down();
  await expect(overall).toHaveAttribute("data-state", "critical", { timeout: 30_000 });
  await expect(overall).toContainText("Postgres does not answer");
  await expect(check("postgres")).toHaveAttribute("data-state", "critical");
  await expect(page).toHaveTitle(/^critical/);
  await expectUsable(page);
  expect((await fetch(new URL("/health", vigie.url))).status).toBe(503);
  // Who opens it only now sees the same.
  await page.reload();
  await expect(overall).toHaveAttribute("data-state", "critical");

  await cluster.up();
  await expect(overall).toHaveAttribute("data-state", /^(ok|degraded)$/, { timeout: 30_000 });

  await vigie.stop();
  await expect(overall).toHaveAttribute("data-state", "lost", { timeout: 30_000 });
  await expect(overall).toContainText("Vigie does not answer");
  await expect(check("postgres")).toBeVisible();
  await expectUsable(page);
  expect(questions(), "questions that need a session").toBe(0);
});
