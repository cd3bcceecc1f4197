// What an operator finds on the page, by the words that stand there.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Locator, type Page } from "@playwright/test";

/** The row of one figure in the table of all figures: `api.requestCount`. */
export function figure(page: Page, key: string): Locator {
  return page.locator(`[data-figure="${key}"]`);
}

/** What is written for the figure over the chosen period. */
export function figureValue(page: Page, key: string): Locator {
  return figure(page, key).getByRole("cell").first();
}

export async function textOf(place: Locator): Promise<string> {
  return (await place.textContent()) ?? "";
}

/** The count over the chosen period, as a number. */
export async function shownCount(page: Page, key = "api.requestCount"): Promise<number> {
  return Number((await textOf(figureValue(page, key))).replaceAll("\u202f", ""));
}

/** As the page writes a count: groups of three digits with a narrow space between them. */
export function written(count: number): string {
  return count.toLocaleString("en").replaceAll(",", "\u202f");
}

export async function expectRequests(page: Page, count: number, timeout = 30_000): Promise<void> {
  await expect(figureValue(page, "api.requestCount")).toHaveText(written(count), { timeout });
}

export function banner(page: Page): Locator {
  return page.getByRole("region", { name: "Status" });
}

/** The view as it stands in the URL. */
export async function expectSearch(page: Page, search: Record<string, string>): Promise<void> {
  await expect.poll(() => Object.fromEntries(new URL(page.url()).searchParams)).toEqual(search);
}

/** Questions that the page asks Vigie from now on. */
export function countQuestions(page: Page): () => number {
  let questions = 0;
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.startsWith("/trpc")) questions++;
  });
  return () => questions;
}

/** Everybody can use it: no serious violation of what axe knows, and nothing wider than the screen. */
export async function expectUsable(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n  ")}`);
  expect(serious).toEqual([]);
  // Polled, because charts follow a changed width a moment later.
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  await expect.poll(width, "width of the page").toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
}

/** Whether a chart has drawn something in this colour, as `#rrggbb`. */
export async function hasDrawn(chart: Locator, colour: string): Promise<boolean> {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return chart.locator("canvas").evaluate(
    (canvas: HTMLCanvasElement, wanted) => {
      const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      for (let at = 0; at < pixels.length; at += 4) {
        // A level line between two rows of pixels covers none of them whole.
        if ((pixels[at + 3] ?? 0) < 96) continue;
        if (wanted.every((value, index) => Math.abs((pixels[at + index] ?? 0) - (value ?? 0)) < 8)) return true;
      }
      return false;
    },
    [red, green, blue],
  );
}
