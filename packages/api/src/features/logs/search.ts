import { type StoredLog, severityOf } from "@vigie/storage";
import { hintsOf } from "../../search/hints.ts";
import { type LogSearch, logCondition, resolveLogSearch } from "../../search/log-conditions.ts";
import { marksOf } from "../../search/marks.ts";
import { requiredTerms, type Search, type SearchTerm } from "../../search/search.ts";
import { requiredWords } from "../../search/words.ts";
import { coverageOf, type SelectionInput } from "../../selection.ts";
import type { ApiContext } from "../../trpc.ts";
import { type LogRange, readBoundary, readByIndex, readByLevel, readInOrder } from "./query.ts";
import type { LogCursor, LogLine, LogSearchResult, SearchProgress } from "./shapes.ts";

/** A call answers after about this long, whether everything was searched or not, milliseconds. */
export const CALL_MS = 1_000;
/** Logs that are read first, whatever they say: what is frequent is found in them. */
const FIRST_LOOK = 2_000;
/** After so many that held too little, indexes are asked. */
const LONG_LOOK = 10_000;
const LONGEST_LOOK = 100_000;
/** Indexes are asked for so much time at once. */
const SLICE_MS = 6 * 3_600_000;

export interface LogSearchInput extends SelectionInput {
  query: string;
  before?: LogCursor | null | undefined;
  limit: number;
}

/** Newest first; see SearchProgress for how it goes on. */
export async function searchLogs(
  ctx: ApiContext,
  { before, limit, ...input }: LogSearchInput,
  signal: AbortSignal | undefined,
): Promise<LogSearchResult> {
  const found = await resolveLogSearch(ctx, input);
  const [{ lines, next, ...progress }, coverage] = await Promise.all([
    findLogs(ctx, { ...found, before, limit, signal }),
    coverageOf(ctx, found.selection),
  ]);
  return {
    lines: lines.map((line) => marked(line, found.search)),
    next,
    ...progress,
    hints: hintsOf(found.search, input.query),
    coverage,
  };
}

/** Works for about `CALL_MS`, and finds `limit` lines at most. */
export async function findLogs(
  { store }: ApiContext,
  {
    before,
    limit,
    signal,
    ...of
  }: LogSearch & { before?: LogCursor | null | undefined; limit: number; signal: AbortSignal | undefined },
): Promise<SearchProgress & { lines: StoredLog[]; next: LogCursor | null }> {
  const startedAt = performance.now();
  const { period } = of.selection;
  const from = new Date(period.fromSeconds * 1000).toISOString();
  const end: LogCursor = { time: new Date(period.toSeconds * 1000).toISOString(), id: 0 };
  const condition = logCondition(store.searches, of);
  const way = wayTo(of.search);
  const lines: StoredLog[] = [];
  let at = before ?? end;
  let done = false;

  const hasTime = () => performance.now() - startedAt < CALL_MS;
  const read = (
    how: (range: LogRange & { limit: number }) => Promise<StoredLog[]>,
    range: LogRange,
    nextAt: LogCursor | null,
  ) => {
    const wanted = limit - lines.length;
    return how({ ...range, limit: wanted }).then((found) => {
      lines.push(...found);
      const last = found.at(-1);
      if (found.length >= wanted && last) at = { time: last.time, id: last.id };
      else if (nextAt) at = nextAt;
      else done = true;
    });
  };

  let looked = 0;
  let look = FIRST_LOOK;
  while (!done && lines.length < limit && hasTime() && (way === "order" || looked < LONG_LOOK)) {
    const boundary = await readBoundary(store, { from, before: at, count: look, signal });
    // What stands at the boundary belongs to the next look.
    const range = { from: boundary?.time ?? from, before: at };
    await read(
      (of) => readInOrder(store, { ...of, condition: behind(boundary, condition), signal }),
      range,
      boundary && { time: boundary.time, id: boundary.id + 1 },
    );
    looked += look;
    look = Math.min(look * 4, LONGEST_LOOK);
  }
  while (!done && lines.length < limit && hasTime()) {
    const severities = way === "level" ? requiredLevels(of.search) : null;
    if (severities) {
      await read((of) => readByLevel(store, { ...of, severities, condition, signal }), { from, before: at }, null);
    } else {
      const sliceFrom = Math.floor((Date.parse(at.time) - 1) / SLICE_MS) * SLICE_MS;
      const isLast = sliceFrom <= period.fromSeconds * 1000;
      const slice = { from: isLast ? from : new Date(sliceFrom).toISOString(), before: at };
      await read(
        (of) => readByIndex(store, { ...of, condition, signal }),
        slice,
        isLast ? null : { time: slice.from, id: 0 },
      );
    }
  }

  function behind(boundary: LogCursor | null, base: typeof condition): typeof condition {
    if (boundary === null) return base;
    return store.searches`${base} AND (time, id) > (${boundary.time}::timestamptz, ${boundary.id}::bigint)`;
  }

  const searchedTo = done ? from : at.time;
  const lengthMs = Date.parse(end.time) - Date.parse(from);
  const share = done ? 1 : Math.min(1, (Date.parse(end.time) - Date.parse(at.time)) / lengthMs);
  return { lines, next: done ? null : at, searchedTo, share, done };
}

/** By which index few matches are found: that of words and traces, that of levels, or none but the order of time. */
function wayTo(search: Search): "index" | "level" | "order" {
  const required = requiredTerms(search);
  if (required.some(isIndexed)) return "index";
  return requiredLevels(search) === null ? "order" : "level";
}

function isIndexed(term: SearchTerm): boolean {
  switch (term.kind) {
    case "text":
      return requiredWords(term).length > 0;
    case "id":
      return term.field === "statement" || term.prefixes.every((prefix) => prefix.length >= 4);
    case "status":
    case "duration":
    case "kept":
      return true;
    case "attribute":
      return term.test.kind === "is";
    default:
      return false;
  }
}

/** Severities of the index on levels, when all matches have one of them. */
function requiredLevels(search: Search): number[] | null {
  for (const term of requiredTerms(search)) {
    if (term.kind !== "level") continue;
    const severities = term.levels.map(severityOf);
    if (severities.every((severity) => severity >= severityOf("warn"))) return severities;
  }
  return null;
}

export function marked(line: Omit<LogLine, "marks">, search: Search): LogLine {
  return { ...line, marks: marksOf(search, line.message) };
}
