import { LOG_LEVELS } from "@vigie/protocol";
import { displayStep } from "@vigie/series";
import { isoTime } from "../../period.ts";
import { logCondition, resolveLogSearch } from "../../search/log-conditions.ts";
import type { SelectionInput } from "../../selection.ts";
import type { ApiContext } from "../../trpc.ts";
import { countByLevel } from "./query.ts";
import { CALL_MS } from "./search.ts";
import type { LevelCounts, LogHistogram } from "./shapes.ts";

/** Bars, at most. */
const MAX_POINTS = 90;
/** How long one statement should take at least, milliseconds: below, the next one counts twice as much time. */
const SHORT_MS = 100;
const LONG_MS = 400;

/** Counts from the newest window on, for about a second; the caller goes on with `next`. */
export async function countLogs(
  ctx: ApiContext,
  { before, ...input }: SelectionInput & { query: string; before?: string | null | undefined },
  signal: AbortSignal | undefined,
): Promise<LogHistogram> {
  const startedAt = performance.now();
  const found = await resolveLogSearch(ctx, input);
  const { period } = found.selection;
  const stepSeconds = displayStep({ ...period, maxPoints: MAX_POINTS });
  const condition = logCondition(ctx.store.searches, found);
  const windows = new Map<number, LevelCounts>();

  let toSeconds = before ? Math.min(Date.parse(before) / 1000, period.toSeconds) : period.toSeconds;
  let widthSteps = 1;
  while (toSeconds > period.fromSeconds && performance.now() - startedAt < CALL_MS) {
    // Whole windows, so that none comes in two parts.
    const wholeFrom = (Math.ceil(toSeconds / stepSeconds) - widthSteps) * stepSeconds;
    const fromSeconds = Math.max(period.fromSeconds, wholeFrom);
    const sliceAt = performance.now();
    const [from, to] = [isoTime(fromSeconds), isoTime(toSeconds)];
    for (const row of await countByLevel(ctx.store, { from, to, stepSeconds, condition, signal })) {
      const counts = windows.get(row.startSeconds) ?? noCounts();
      counts[row.level] += row.count;
      windows.set(row.startSeconds, counts);
    }
    const tookMs = performance.now() - sliceAt;
    if (tookMs < SHORT_MS) widthSteps *= 2;
    else if (tookMs > LONG_MS) widthSteps = Math.max(1, Math.floor(widthSteps / 2));
    toSeconds = fromSeconds;
  }

  const done = toSeconds <= period.fromSeconds;
  return {
    stepSeconds,
    windows: [...windows]
      .sort(([a], [b]) => a - b)
      .map(([startSeconds, counts]) => ({ start: isoTime(startSeconds), counts })),
    searchedTo: isoTime(toSeconds),
    share: (period.toSeconds - toSeconds) / (period.toSeconds - period.fromSeconds),
    next: done ? null : isoTime(toSeconds),
    done,
  };
}

function noCounts(): LevelCounts {
  return Object.fromEntries(LOG_LEVELS.map((level) => [level, 0])) as LevelCounts;
}
