import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { createVigieClient } from "@vigie/client";
import { freePort, makeDataDir, startServer, type TestServer, until } from "@vigie/testing";
import { expect, test } from "./journey.ts";
import { expectRequests, expectUsable, shownCount, textOf } from "./overview.ts";
import { startShop } from "./shop.ts";

test("a server that is killed leaves its last figures, said to be stale, and comes back with every request @once", async ({
  page,
}) => {
  test.setTimeout(150_000);
  await using folder = await dataFolder();
  const options = { port: await freePort(), env: { VIGIE_DATA_DIR: folder.path } };
  await using vigie = await startServer(options);
  await using shop = disposable(await startShop({ url: vigie.url }));
  await using live = followStatus(vigie);
  const stop = shop.visitSteadily(10);

  await page.goto(vigie.url);
  await expect.poll(() => shownCount(page)).toBeGreaterThan(10);
  await until(() => live.releases().includes("r1"), "the status is followed");
  await page.evaluate(() => Object.assign(window, { isFirstLoad: true }));

  await vigie.stop("SIGKILL");
  const stale = page.locator("[data-stale]");
  await expect(stale).toContainText("Stale.");
  await expect(stale).toContainText("Vigie does not answer.");
  await expect(stale).toContainText(/These figures are \d+\u202fs old/);
  await expect(page).toHaveTitle(/no answer/);
  const last = await shownCount(page);
  expect(last).toBeGreaterThan(10);
  await expect.poll(async () => Number(/(\d+)\u202fs old/.exec(await textOf(stale))?.[1])).toBeGreaterThan(3);
  expect(await shownCount(page), "the last figures stay").toBe(last);
  await expectUsable(page);

  await using again = await startServer(options);
  await expect(stale).toBeHidden({ timeout: 30_000 });
  await expect.poll(() => shownCount(page), { timeout: 40_000 }).toBeGreaterThan(last);
  await stop();
  await expectRequests(page, shop.sent(), 60_000);
  expect(await page.evaluate(() => "isFirstLoad" in window), "nobody reloaded the page").toBe(true);

  // What was following live goes on by itself as well.
  await using next = disposable(await startShop({ url: again.url, release: "r2" }));
  await next.visit(1);
  await until(() => live.releases().includes("r2"), "the status is followed again");
  await expectRequests(page, shop.sent() + next.sent());
  await page.goto("about:blank");
});

function disposable<T extends { stop(): Promise<void> }>(opened: T): T & AsyncDisposable {
  return { ...opened, [Symbol.asyncDispose]: () => opened.stop() };
}

/** The releases that the live status named last. */
function followStatus(vigie: TestServer): AsyncDisposable & { releases(): (string | null)[] } {
  let releases: (string | null)[] = [];
  const subscription = createVigieClient(vigie).status.live.subscribe(
    {},
    {
      onData: ({ data }) => {
        releases = data.releases.map(({ release }) => release);
      },
    },
  );
  return {
    releases: () => releases,
    async [Symbol.asyncDispose]() {
      subscription.unsubscribe();
    },
  };
}

/** A data folder with whatever runs in it: a journey that fails between kill and restart leaves a Postgres behind. */
async function dataFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await makeDataDir();
  return {
    path,
    async [Symbol.asyncDispose]() {
      const lock = await readFile(join(path, "postgres", "postmaster.pid"), "utf8").catch(() => "");
      const pid = Number(lock.split("\n")[0]);
      if (pid > 0) process.kill(pid, "SIGQUIT");
      await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}
