/// <reference lib="dom" />
import { type Browser, chromium, type Page } from "@playwright/test";
import { AS_ADMIN } from "@vigie/testing";

/** What a probe in the page saw, frame by frame. */
export interface SeenFrame {
  /** When the frame began, milliseconds since the epoch. */
  atMs: number;
  /** Number of the newest line in the frame that was painted before; −1 before the first. */
  newest: number;
}

export interface WatchedPage extends AsyncDisposable {
  /** Frames since the last time that they were asked for. */
  frames(): Promise<SeenFrame[]>;
  /** What lives in the page's heap after a garbage collection, megabytes. */
  heapMb(): Promise<number>;
  /** Lines that the page says it was too slow for. */
  missedLines(): Promise<number>;
}

/** Before each number that the probe looks for. */
export const NUMBERED = "bench line ";

/** The page that follows logs live, as an operator has it open. Throws when there is no browser. */
export async function watchLogs(url: string): Promise<WatchedPage> {
  const browser: Browser = await chromium.launch({
    executablePath: process.env.VIGIE_TEST_BROWSER || undefined,
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, extraHTTPHeaders: AS_ADMIN });
    await page.goto(`${url}/logs?live=true`);
    await page.getByText("Live", { exact: false }).first().waitFor();
    await page.evaluate(probe, NUMBERED);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    await session.send("HeapProfiler.enable");
    return {
      frames: () => page.evaluate(takeFrames),
      async heapMb() {
        await session.send("HeapProfiler.collectGarbage");
        const { metrics } = await session.send("Performance.getMetrics");
        return (metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0) / 1e6;
      },
      missedLines: () => missedLines(page),
      [Symbol.asyncDispose]: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

interface ProbedWindow {
  seenFrames: SeenFrame[];
}

/** Runs in the page. What stands in the list when a frame begins is on the screen when the next one does. */
function probe(numbered: string): void {
  const probed = globalThis as unknown as ProbedWindow;
  const frames: SeenFrame[] = [];
  probed.seenFrames = frames;
  let newest = -1;
  const look = () => {
    frames.push({ atMs: performance.timeOrigin + performance.now(), newest });
    const text = document.querySelector("main ol")?.lastElementChild?.textContent ?? "";
    const at = text.lastIndexOf(numbered);
    if (at !== -1) newest = Number.parseInt(text.slice(at + numbered.length), 10);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

function takeFrames(): SeenFrame[] {
  const probed = globalThis as unknown as ProbedWindow;
  return probed.seenFrames.splice(0);
}

async function missedLines(page: Page): Promise<number> {
  const texts = await page.getByText(/lines were too many for this connection/).allTextContents();
  return texts.reduce((sum, text) => sum + Number(/^[\d\s,.\u202f]+/.exec(text)?.[0].replace(/\D/g, "") ?? 0), 0);
}
