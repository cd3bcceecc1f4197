import { test as base } from "@playwright/test";
import { createDatabase, startServer, startSharedPostgres, type TestServer } from "@vigie/testing";
import { type Shop, type ShopOptions, startShop } from "./shop.ts";

export { expect } from "@playwright/test";

interface ForTest {
  /** Errors in the browser's console that belong to the journey. */
  tolerated: RegExp | null;
  /** A fresh Vigie, on a database of its own. */
  vigie: TestServer;
  /** Starts a service that Vigie watches; stopped at the end. */
  openShop: (options?: Partial<ShopOptions>) => Promise<Shop>;
}

interface ForWorker {
  /** One Postgres for the tests of a worker; each has its own database in it. */
  cluster: string;
}

/** No answer is what a browser logs of a server that is away; whether the page copes is what the journeys look at. */
const NO_ANSWER = /net::ERR_/;

export const test = base.extend<ForTest, ForWorker>({
  tolerated: [null, { option: true }],

  page: async ({ page, tolerated }, use) => {
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => {
      const text = `${message.text()} ${message.location().url}`;
      if (message.type() === "error" && !NO_ANSWER.test(text) && !tolerated?.test(text)) problems.push(text);
    });
    await use(page);
    base.expect(problems, "errors in the browser's console").toEqual([]);
  },

  cluster: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what the fixture needs.
    async ({}, use) => {
      const cluster = await startSharedPostgres();
      await use(cluster.url);
      await cluster.stop();
    },
    { scope: "worker" },
  ],

  vigie: async ({ page, cluster: _ }, use, testInfo) => {
    const database = await createDatabase();
    const vigie = await startServer({ env: { DATABASE_URL: database.url } });
    await use(vigie);
    if (testInfo.status !== testInfo.expectedStatus)
      await testInfo.attach("vigie.log", { body: vigie.output(), contentType: "text/plain" });
    // The page leaves first: it would rightly complain of a server that is stopping.
    await page.goto("about:blank");
    await vigie.stop();
    await database[Symbol.asyncDispose]();
  },

  openShop: async ({ vigie }, use) => {
    const shops: Shop[] = [];
    await use(async (options) => {
      const shop = await startShop({ url: vigie.url, ...options });
      shops.push(shop);
      return shop;
    });
    await Promise.all(shops.map((shop) => shop.stop()));
  },
});
