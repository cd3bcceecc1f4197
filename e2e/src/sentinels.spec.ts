import type { Page } from "@playwright/test";
import { expect, test } from "./journey.ts";
import { ADDRESS, FOREIGN, named, SIGN, sendSentinels, TRACE, writeSentinels } from "./sentinels.ts";

/** Every view, with what of the hostile texts must be seen there: a page that shows none of them proves nothing. */
const VIEWS: readonly (readonly [path: string, seen: readonly string[]])[] = [
  ["/", ["service"]],
  [`/?${ADDRESS}`, ["service"]],
  ["/endpoints", ["route"]],
  [`/endpoint?${ADDRESS}`, ["route", "error", "statement"]],
  ["/traces", ["route"]],
  [`/traces/${TRACE}`, ["route", "statement", "header"]],
  ["/logs", ["log"]],
  [`/logs?query=${encodeURIComponent(`"${named("query")}"`)}`, []],
  ["/settings", ["user agent"]],
  ["/settings/people", []],
  ["/settings/keys", ["key"]],
  ["/settings/data", []],
  ["/settings/audit", []],
  ["/health", []],
  ["/alerts?tab=rules", ["rule"]],
  ["/alerts?tab=channels", ["channel"]],
  ["/alerts", ["service"]],
  ["/alerts?alert=1", ["service"]],
  ["/alerts?tab=history", ["service"]],
  [`/nowhere/${encodeURIComponent(named("path"))}`, []],
];
/** An evaluation of rules comes every ten seconds. */
const ALERTED_WITHIN_MS = 60_000;

for (const bypassCSP of [false, true]) {
  test.describe(bypassCSP ? "were there no content security policy" : "as it is", () => {
    // An account of its own instead of the token: its name is hostile too.
    test.use({ bypassCSP, extraHTTPHeaders: {} });

    test("what a stranger writes is shown everywhere, and runs nowhere @once", async ({ context, vigie }) => {
      test.setTimeout(300_000);
      const page = await context.newPage();
      await sendSentinels(vigie);
      const cookie = await writeSentinels(vigie);
      await context.addCookies([{ ...cookie, url: vigie.url }]);
      const foreign = watchRequests(page, vigie.url);
      page.on("dialog", (dialog) => {
        foreign.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });

      // The policy can only keep from running what would run without it: under it, the views that show most.
      const views = bypassCSP ? VIEWS : VIEWS.filter(([, seen]) => seen.length > 1);
      for (const [path, seen] of views) {
        await page.goto(vigie.url + path);
        for (const field of seen) {
          await expect(page.locator("body"), `${field} at ${path}`).toContainText(`=${field}"'><img src=x ${SIGN}>`, {
            timeout: ALERTED_WITHIN_MS,
          });
        }
        await openAll(page);
        await pointAtCharts(page);
        expect(await whatRan(page), path).toEqual([]);
      }
      expect(foreign).toEqual([]);
      await page.close();
    });
  });
}

/** Whatever the page asks of anybody but Vigie. */
function watchRequests(page: Page, url: string): string[] {
  const foreign: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(`${url}/`) && !request.url().startsWith("data:")) foreign.push(request.url());
  });
  return foreign;
}

/** Details that are closed, up to a few: what stands in them is no less hostile. */
async function openAll(page: Page): Promise<void> {
  const closed = page.locator('main button[aria-expanded="false"]');
  for (let left = Math.min(4, await closed.count()); left > 0; left--) {
    await closed
      .first()
      .click({ timeout: 1_000 })
      .catch(() => {});
  }
  const step = page.getByRole("treeitem").nth(1);
  if (await step.isVisible()) await step.click();
}

async function pointAtCharts(page: Page): Promise<void> {
  for (const canvas of (await page.locator("canvas").all()).slice(0, 6)) {
    const box = await canvas.boundingBox();
    if (box === null) continue;
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
    // Where the newest are: there is something to tell.
    await page.mouse.move(box.x + box.width * 0.97, box.y + box.height / 2);
  }
}

/** Traces of a text that became part of the page, run or not. */
function whatRan(page: Page): Promise<string[]> {
  return page.evaluate((foreign) => {
    const found = [
      ...document.querySelectorAll("[onerror], [onload], img[src=x], base, iframe, meta[http-equiv=refresh]"),
    ];
    const links = [...document.querySelectorAll<HTMLAnchorElement>("a[href], form[action], [src]")].filter(
      (element) => {
        const address =
          element.getAttribute("href") ?? element.getAttribute("action") ?? element.getAttribute("src") ?? "";
        return (
          /^\s*(javascript|vbscript|data:text)/i.test(address) || new URL(address, location.href).hostname === foreign
        );
      },
    );
    const ran = "__sentinel" in window ? ["window.__sentinel"] : [];
    return [...ran, ...[...found, ...links].map((element) => element.outerHTML.slice(0, 300))];
  }, FOREIGN);
}
