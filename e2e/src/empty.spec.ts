import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { ADMIN_TOKEN, freePort, until } from "@vigie/testing";
import { expect, test } from "./journey.ts";
import { expectRequests, expectUsable, figureValue, textOf } from "./overview.ts";

const HERE = fileURLToPath(new URL("..", import.meta.url));

test("a fresh Vigie says which lines to add, and these lines work @once", async ({ page, context, vigie }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(vigie.url);

  const panel = page.getByRole("region", { name: "Add a service" });
  await expect(panel).toContainText("No service has sent anything yet.");
  const lines = panel.getByRole("tabpanel").locator("pre");
  for (const [name, module] of [
    ["Express", "express"],
    ["Fastify", "fastify"],
    ["Hono", "hono"],
    ["Koa", "koa"],
    ["node:http", "http"],
  ] as const) {
    await panel.getByRole("tab", { name }).click();
    await expect(panel.getByRole("tab", { name })).toHaveAttribute("aria-selected", "true");
    await expect(lines).toContainText(`"@vigie/node/${module}"`);
    await expect(lines).toContainText(vigie.url);
  }
  await panel.getByRole("button", { name: "Copy the lines for node:http" }).click();
  await expect(panel.getByText("Copied")).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await textOf(lines));

  await using service = await startService(copied);
  for (let visit = 0; visit < 7; visit++) await fetch(`${service.url}/products/${visit}`);
  await expect(panel).toBeHidden();
  await expectRequests(page, 7);
});

test("meanwhile a fresh Vigie shows the machine and its Postgres, and everybody can use it", async ({
  page,
  vigie,
}) => {
  await page.goto(vigie.url);
  const panel = page.getByRole("region", { name: "Add a service" });
  await panel.getByRole("tab", { name: "Express" }).press("ArrowRight");
  await expect(panel.getByRole("tab", { name: "Fastify" })).toBeFocused();
  await expect(panel.locator("pre")).toContainText("vigieFastify");

  for (const key of ["system.memoryTotalBytes", "system.diskRatio", "postgres.connectionsMax"])
    await expect(figureValue(page, key)).toHaveText(/^[1-9][\d.\u202f]*( |\u202f)?\S*$/);
  await expect(page.getByRole("link", { name: "CPU" })).toBeVisible();
  // A way to a section of this page is not the page.
  await expect(page.locator('main [aria-current="page"], nav [aria-current="page"]')).toHaveText(["Overview"]);
  await expect(page.getByRole("region", { name: "Redis", exact: true })).toContainText("REDIS_URL");
  await expectUsable(page);
});

/** A service made of the lines as they were copied, in the words of whoever copied them: the rest they have already. */
async function startService(lines: string): Promise<AsyncDisposable & { url: string }> {
  const port = await freePort();
  const own = `import { createServer } from "node:http";\nconst handler = (request, response) => response.end("ok");\n`;
  const program = own + lines.replace("3000", `${port}, "127.0.0.1"`);
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: HERE,
    env: { ...process.env, VIGIE_TOKEN: ADMIN_TOKEN },
    stdio: "inherit",
  });
  const ended = once(child, "exit");
  const end = async () => {
    child.kill();
    await ended;
  };
  const url = `http://127.0.0.1:${port}`;
  await until(() => fetch(`${url}/health`), "the service listens").catch(async (error) => {
    await end();
    throw error;
  });
  return { url, [Symbol.asyncDispose]: end };
}
