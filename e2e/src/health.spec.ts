import { startPostgres, startServer } from "@vigie/testing";
import { expect, test } from "./journey.ts";
import { countQuestions, expectUsable } from "./overview.ts";

// Critical is 503, which a browser logs.
test.use({ tolerated: /status of 503/ });

test("anybody sees how Vigie is: each check with its figure, its threshold and since when", async ({ page, vigie }) => {
  const questions = countQuestions(page);
  await page.goto(`${vigie.url}/health`);
  const check = (name: string) => page.locator(`[data-check="${name}"]`);
  await expect(page.getByRole("region", { name: "Overall" })).toHaveAttribute("data-state", /^(ok|degraded)$/);
  await expect(check("postgres")).toContainText(/\d\u202fms.*ok below 10\u202fms/);
  await expect(check("postgres")).toContainText("since");
  await expect(check("redis")).toContainText("Not configured");
  await expect(check("disk")).toContainText(/\d\u202f% free.*ok above 10\u202f% free/);
  await expect(check("memory")).toContainText(/\d\u202f% used.*ok below 80\u202f% used/);
  await expectUsable(page);
  expect(questions(), "questions that need a session").toBe(0);
  expect(await page.request.get(`${vigie.url}/health`).then((answer) => answer.json())).toHaveProperty(
    "checks.postgres",
  );
});

test("it says when Postgres is away, when it is back, and when Vigie itself does not answer @once", async ({
  page,
}) => {
  test.setTimeout(150_000);
  await using cluster = await startPostgres();
  await using vigie = await startServer({
    env: { DATABASE_URL: cluster.url, VIGIE_ADMIN_TOKEN: "0123456789abcdef0123456789abcdef" },
  });
  const questions = countQuestions(page);
  const overall = page.getByRole("region", { name: "Overall" });
  const postgres = page.locator('[data-check="postgres"]');

  await page.goto(`${vigie.url}/health`);
  await expect(overall).toHaveAttribute("data-state", /^(ok|degraded)$/);

  await cluster.down();
  await expect(overall).toHaveAttribute("data-state", "critical", { timeout: 30_000 });
  await expect(overall).toContainText("Postgres does not answer");
  await expect(postgres).toHaveAttribute("data-state", "critical");
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
  await expect(postgres).toBeVisible();
  await expectUsable(page);
  expect(questions(), "questions that need a session").toBe(0);
  expect(await page.context().cookies()).toEqual([]);
});
