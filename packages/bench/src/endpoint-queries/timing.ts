import type { Store } from "@vigie/storage";
import { median } from "../statistics.ts";
import type { LoadedService } from "./load.ts";
import { setClock, setLatest } from "./moments.ts";
import { type Answer, askStats, type PeriodInput, readColumns } from "./vigie.ts";

/** Timed calls at each moment after the first; their median counts. */
const CALLS = 3;

/** What one question costs at many moments, milliseconds. */
export interface Timings {
  /** The procedure when nothing of it is remembered, as after the server's start. */
  firstMs: number[];
  /** The procedure when it was asked five seconds before, as by a page that refreshes itself: with what came since. */
  againMs: number[];
  /** Reading and merging for the columns of the classic query alone, nothing remembered. */
  readingMs: number[];
}

export interface Subject {
  store: Store;
  service: LoadedService;
}

export function noTimings(): Timings {
  return { firstMs: [], againMs: [], readingMs: [] };
}

/** Sets the clock, asks, and adds what it took. Returns the procedure's answer. */
export async function timeAt(
  { store, service }: Subject,
  { nowSeconds, period, into }: { nowSeconds: number; period: PeriodInput; into: Timings },
): Promise<Answer> {
  await setClock(store, nowSeconds);
  // Once before, so that connections and plans are there, as they are in a server that has been asked before about something else.
  const { answer } = await timed(() => askStats(store, period, nowSeconds));
  const first: number[] = [];
  const again: number[] = [];
  const reading: number[] = [];
  for (let call = 0; call < CALLS; call++) {
    first.push((await timed(() => askStats(forgetful(store), period, nowSeconds))).ms);
    await setLatest(store, { nowSeconds, isThere: false });
    await askStats(store, period, nowSeconds);
    await setLatest(store, { nowSeconds, isThere: true });
    again.push((await timed(() => askStats(store, period, nowSeconds))).ms);
    reading.push((await timed(() => readColumns(forgetful(store), service, answer.period))).ms);
  }
  into.firstMs.push(median(first));
  into.againMs.push(median(again));
  into.readingMs.push(median(reading));
  return answer;
}

/** The same store without anything that it remembers from one question to the next. */
export function forgetful(store: Store): Store {
  return { ...store, rememberedSums: { get: () => undefined, set: () => {} }, endpointLists: new Map() };
}

export async function timed<T>(ask: () => Promise<T>): Promise<{ answer: T; ms: number }> {
  const began = performance.now();
  const answer = await ask();
  return { answer, ms: performance.now() - began };
}
