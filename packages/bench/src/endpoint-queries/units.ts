import type { Unit } from "./traffic.ts";

/** Steps at which rollups are loaded, seconds, coarsest first; 1 stands for what ingest appends at step 10, one batch a second. */
const LEVELS = [86_400, 21_600, 3_600, 600, 60, 10, 1] as const;
export type Level = (typeof LEVELS)[number];

/** Services send each second; windows are compacted every ten, some seconds after they closed (compact.ts of storage). */
const COMPACTION_SECONDS = 10;
const SECONDS_GRACE = 3;
const GRACE_SECONDS: Record<number, number> = { 60: 5, 600: 10, 3600: 30, 21600: 40, 86400: 60 };
const STORED_STEPS = [60, 600, 3_600, 21_600, 86_400] as const;

/**
 * How finely each stretch of time is loaded. A window that is not split is drawn as a whole, and nothing finer of it exists: no
 * measured period has an edge in it.
 */
export class Detail {
  readonly #split = new Map<number, Set<number>>(LEVELS.map((level) => [level, new Set()]));
  readonly #always: number;

  /** @param splitFrom Windows of this many seconds and more are always split. */
  constructor(splitFrom: Level) {
    this.#always = splitFrom;
  }

  isSplit(level: Level, startSeconds: number): boolean {
    return level >= this.#always || (this.#split.get(level)?.has(startSeconds) ?? false);
  }

  /** A period may begin or end here, at a multiple of so many seconds. */
  addEdge(seconds: number, multipleOf: number): void {
    const edge = Math.floor(seconds / multipleOf) * multipleOf;
    for (const level of LEVELS) {
      if (level > multipleOf) this.#split.get(level)?.add(Math.floor(edge / level) * level);
    }
  }

  /** What a server has when its clock shows this moment and the worst moment of compaction has come. */
  addMoment(nowSeconds: number): void {
    for (const { step, startSeconds } of staleWindows(nowSeconds)) {
      this.#split.get(step)?.add(startSeconds);
      if (step !== 60) continue;
      // Compaction makes one row of each ten seconds soon after they are over; until then they are as ingest appended them.
      for (let at = startSeconds; at < startSeconds + 60; at += 10)
        if (at + 10 + SECONDS_GRACE + COMPACTION_SECONDS > nowSeconds) this.#split.get(10)?.add(at);
    }
  }

  /** The units that make up `[fromSeconds, toSeconds)`, in time order. Throws when an edge lies inside of one. */
  *units({ fromSeconds, toSeconds }: { fromSeconds: number; toSeconds: number }): Generator<Unit> {
    for (let day = Math.floor(fromSeconds / 86_400) * 86_400; day < toSeconds; day += 86_400)
      yield* this.#unitsIn(0, day, fromSeconds, toSeconds);
  }

  *#unitsIn(i: number, start: number, from: number, to: number): Generator<Unit> {
    const level = LEVELS[i] as Level;
    if (start + level <= from || start >= to) return;
    if (this.isSplit(level, start) && level > 1) {
      const finer = LEVELS[i + 1] as Level;
      for (let at = start; at < start + level; at += finer) yield* this.#unitsIn(i + 1, at, from, to);
    } else if (start < from || start + level > to) {
      throw new Error(`a period has an edge in [${start}, ${start + level}), which was drawn as a whole`);
    } else yield { startSeconds: start, seconds: level };
  }
}

/** The next finer level, or undefined below seconds. */
export function finerThan(level: Level): Level | undefined {
  return LEVELS[LEVELS.indexOf(level) + 1];
}

/** Windows that have begun and are not compacted yet, at the worst moment between two compactions. */
export function staleWindows(nowSeconds: number): { step: Level; startSeconds: number }[] {
  return STORED_STEPS.flatMap((step) => {
    const windows: { step: Level; startSeconds: number }[] = [];
    const open = Math.floor(nowSeconds / step) * step;
    const lag = (GRACE_SECONDS[step] ?? 0) + COMPACTION_SECONDS;
    for (let start = open; start + step + lag > nowSeconds; start -= step) windows.push({ step, startSeconds: start });
    return windows;
  });
}
