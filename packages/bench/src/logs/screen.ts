import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startPostgres, startServer, type TestServer } from "@vigie/testing";
import { startChild } from "@vigie/testing/child";
import { median, quantile } from "../statistics.ts";
import type { LineOrder, LineSenderAnswers } from "./line-sender.ts";
import type { NumberedAnswers } from "./numbered-writer.ts";
import { type SeenFrame, type WatchedPage, watchLogs } from "./page.ts";

export interface LineToScreen {
  linesPerSecond: number;
  lines: number;
  p50Ms: number;
  p99Ms: number;
  worstMs: number;
}

export interface Frames {
  /** Frames a second: of the seconds the one in the middle. */
  medianFps: number;
  worstFrameMs: number;
}

export interface PageUnderLoad {
  linesPerSecond: number;
  seconds: number;
  /** The same page while nothing comes. */
  idle: Frames;
  loaded: Frames;
  /** After a garbage collection: before, in the middle and at the end. */
  heapMb: [number, number, number];
  missedLines: number;
}

export interface ScreenSizes {
  lineSeconds: number;
  loadSeconds: number;
}

const STEADY_LINES_PER_SECOND = 1_000;
const LOAD_LINES_PER_SECOND = 10_000;
const LOAD_BATCH_LINES = 500;
/** Until the service knows that somebody follows: the answer to its batch of each second says so. */
const WARM_UP_SECONDS = 2;
const IDLE_MS = 1_500;
/** After this long without the last line that was written, it was lost. */
const LAST_LINE_MS = 10_000;

/** A browser that follows logs live: how soon a line is on the screen, then how it fares when many come. */
export async function measureScreen(
  { lineSeconds, loadSeconds }: ScreenSizes,
  say: (line: string) => void,
): Promise<{ lineToScreen: LineToScreen; load: PageUnderLoad }> {
  await using cluster = await startPostgres();
  await using server = await startServer({ env: { DATABASE_URL: cluster.url } });
  say("a browser follows logs");
  await using page = await watchLogs(server.url);
  await sleep(IDLE_MS);
  await page.frames();
  await sleep(IDLE_MS);
  const idle = framesOf(await page.frames());

  const lineToScreen = await followLines(page, { server, seconds: lineSeconds });
  say(`line to screen: P99 ${Math.round(lineToScreen.p99Ms)} ms`);
  const load = await loadPage(page, { server, seconds: loadSeconds });
  return { lineToScreen, load: { ...load, idle } };
}

interface Order {
  server: TestServer;
  seconds: number;
}

/** Throws when a line never came to the screen. */
async function followLines(page: WatchedPage, { server, seconds }: Order): Promise<LineToScreen> {
  const folder = await mkdtemp(join(tmpdir(), "vigie-bench-"));
  try {
    await using writer = startChild<NumberedAnswers>(new URL("numbered-writer.js", import.meta.url));
    const writtenMs = await writer.ask("write", {
      url: server.url,
      token: server.token,
      file: join(folder, "numbered.log"),
      warmUpSeconds: WARM_UP_SECONDS,
      seconds,
      linesPerSecond: STEADY_LINES_PER_SECOND,
    });
    const frames = await page.frames();
    const lostAt = performance.now() + LAST_LINE_MS;
    while ((frames.at(-1)?.newest ?? -1) < writtenMs.length - 1 && performance.now() < lostAt) {
      await sleep(100);
      frames.push(...(await page.frames()));
    }
    const waits = waitsFor(writtenMs, frames);
    return {
      linesPerSecond: STEADY_LINES_PER_SECOND,
      lines: waits.length,
      p50Ms: quantile(waits, 0.5),
      p99Ms: quantile(waits, 0.99),
      worstMs: Math.max(...waits),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * How long each line took until a frame showed it or a newer one, milliseconds. Lines come in their order, so that what stands before the
 * newest has been drawn with it.
 */
export function waitsFor(writtenMs: readonly number[], frames: readonly SeenFrame[]): number[] {
  const waits: number[] = [];
  for (const { atMs, newest } of frames) {
    while (waits.length <= newest) waits.push(atMs - (writtenMs[waits.length] ?? atMs));
  }
  if (waits.length !== writtenMs.length)
    throw new Error(`${waits.length} of ${writtenMs.length} lines came to the screen`);
  return waits;
}

async function loadPage(page: WatchedPage, { server, seconds }: Order): Promise<Omit<PageUnderLoad, "idle">> {
  await using sender = startChild<LineSenderAnswers>(new URL("line-sender.js", import.meta.url));
  const order: LineOrder = {
    url: server.url,
    seconds,
    connections: 4,
    linesPerBatch: LOAD_BATCH_LINES,
    batches: (LOAD_LINES_PER_SECOND / LOAD_BATCH_LINES) * 10,
    linesPerSecond: LOAD_LINES_PER_SECOND,
  };
  await sender.ask("prepare", order);
  const before = await page.heapMb();
  await page.frames();
  const sending = sender.ask("send", order);
  sending.catch(() => {});
  await sleep((seconds * 1000) / 2);
  const firstHalf = await page.frames();
  // A garbage collection on demand holds the page: its frame is not the page's.
  const middle = await page.heapMb();
  await page.frames();
  const sent = await sending;
  const secondHalf = await page.frames();
  if (Object.keys(sent.refused).length > 0) throw new Error(`not acknowledged: ${JSON.stringify(sent.refused)}`);
  const halves = [framesOf(firstHalf), framesOf(secondHalf)];
  return {
    linesPerSecond: (1000 * sent.lines) / sent.elapsedMs,
    seconds,
    loaded: {
      medianFps: median(halves.map(({ medianFps }) => medianFps)),
      worstFrameMs: Math.max(...halves.map(({ worstFrameMs }) => worstFrameMs)),
    },
    heapMb: [before, middle, await page.heapMb()],
    missedLines: await page.missedLines(),
  };
}

/** Throws when there was not a second of them. */
export function framesOf(frames: readonly { atMs: number }[]): Frames {
  const began = frames[0]?.atMs ?? 0;
  const seconds = Math.floor(((frames.at(-1)?.atMs ?? 0) - began) / 1000);
  if (seconds < 1) throw new Error("the page drew for less than a second");
  const perSecond = new Array<number>(seconds).fill(0);
  let worstFrameMs = 0;
  for (const [i, { atMs }] of frames.entries()) {
    const second = Math.floor((atMs - began) / 1000);
    if (second < seconds) perSecond[second] = (perSecond[second] ?? 0) + 1;
    if (i > 0) worstFrameMs = Math.max(worstFrameMs, atMs - (frames[i - 1]?.atMs ?? atMs));
  }
  return { medianFps: median(perSecond), worstFrameMs };
}
