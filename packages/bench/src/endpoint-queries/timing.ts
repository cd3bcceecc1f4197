import type { Store } from "@vigie/storage";
import { median } from "../statistics.ts";
import type { LoadedService } from "./load.ts";
import { setClock } from "./moments.ts";
import { type Answer, askStats, type PeriodInput, readColumns } from "./vigie.ts";

/** Timed calls at each moment; their median counts, after one that is not timed. */
const CALLS = 3;

/** What one question costs at many moments, milliseconds: the median of each moment's calls. */
export interface Timings {
  procedureMs: number[];
  readingMs: number[];
}

export interface Subject {
  store: Store;
  service: LoadedService;
}

export function noTimings(): Timings {
  return { procedureMs: [], readingMs: [] };
}

/** Sets the clock, asks, and adds what it took. Returns the procedure's answer. */
export async function timeAt(
  { store, service }: Subject,
  { nowSeconds, period, into }: { nowSeconds: number; period: PeriodInput; into: Timings },
): Promise<Answer> {
  await setClock(store, nowSeconds);
  const answer = await askStats(store, period, nowSeconds);
  into.procedureMs.push(await medianMs(() => askStats(store, period, nowSeconds)));
  into.readingMs.push(await medianMs(() => readColumns(store, service, answer.period)));
  return answer;
}

async function medianMs(ask: () => Promise<unknown>): Promise<number> {
  const elapsed: number[] = [];
  for (let call = 0; call < CALLS; call++) {
    const began = performance.now();
    await ask();
    elapsed.push(performance.now() - began);
  }
  return median(elapsed);
}
