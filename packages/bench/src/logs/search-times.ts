import { appRouter } from "@vigie/api";
import type { Store } from "@vigie/storage";
import { makeApiContext } from "@vigie/testing/api";
import type { Sql } from "postgres";
import { median } from "../statistics.ts";
import type { Question, QuestionKind } from "./questions.ts";

/** What the page asks for first. */
const FIRST_MATCHES = 50;
const ASKS_AT_LEAST = 5;
/** Of kinds without an aim, which take long. */
const ASKS_WITHOUT_AIM = 2;
const PERIOD = "24h";
/** A search without an aim is broken off after this long, milliseconds. */
const LONGEST_MS = 20_000;

export interface SearchTimes {
  kind: string;
  isAimed: boolean;
  /** To the first 50 matches, or to the end of the period, milliseconds: the median of all asks, the longest. */
  medianMs: number;
  worstMs: number;
  /** Matches that were found by then, of the first question. */
  matches: number;
  /** Calls that it took, each of at most a second. */
  calls: number;
  /** Not all was searched when it was broken off. */
  isBrokenOff: boolean;
  /** The same of the table without indexes. */
  classicMs: number | null;
  classicMatches: number | null;
}

interface Found {
  ms: number;
  matches: number;
  calls: number;
  isBrokenOff: boolean;
}

export interface Asker {
  search(query: string): Promise<Found>;
  histogram(query: string): Promise<Found>;
}

/** Asks as a page does: through the router, again and again until it has what it needs. */
export function createAsker(store: Store, nowMs: number): Asker {
  const caller = appRouter.createCaller(makeApiContext(store, { now: () => nowMs }));
  const untilDone = async <Cursor>(
    call: (before: Cursor | null) => Promise<{ matches: number; next: Cursor | null }>,
  ) => {
    const began = performance.now();
    const found: Found = { ms: 0, matches: 0, calls: 0, isBrokenOff: false };
    let before: Cursor | null = null;
    do {
      const { matches, next } = await call(before);
      found.calls++;
      found.matches += matches;
      found.ms = performance.now() - began;
      before = next;
      found.isBrokenOff = next !== null && found.ms > LONGEST_MS;
    } while (before !== null && !found.isBrokenOff);
    return found;
  };
  return {
    search(query) {
      let wanted = FIRST_MATCHES;
      return untilDone<{ time: string; id: number }>(async (before) => {
        const { lines, next } = await caller.logs.search({ query, period: PERIOD, before, limit: wanted });
        wanted -= lines.length;
        return { matches: lines.length, next: wanted === 0 ? null : next };
      });
    },
    histogram: (query) =>
      untilDone<string>(async (before) => {
        const { windows, next } = await caller.logs.histogram({ query, period: PERIOD, before });
        const matches = windows.flatMap(({ counts }) => Object.values(counts)).reduce((sum, count) => sum + count, 0);
        return { matches, next };
      }),
  };
}

/** The questions of a kind, each at least once if it has an aim; `classicAsks` of them of the other table as well. */
export async function timeSearches(
  { sql, asker, classicAsks }: { sql: Sql; asker: Asker; classicAsks: number },
  { name, isAimed, questions }: QuestionKind,
): Promise<SearchTimes> {
  const found: Found[] = [];
  const asks = isAimed ? Math.max(ASKS_AT_LEAST, questions.length) : ASKS_WITHOUT_AIM;
  while (found.length < asks) {
    const { query } = questions[found.length % questions.length] as Question;
    found.push(await asker.search(query));
    if (found.at(-1)?.isBrokenOff) break;
  }
  const classic: { ms: number; matches: number }[] = [];
  for (const { classic: condition } of questions.slice(0, classicAsks)) {
    if (condition !== undefined) classic.push(await askClassic(sql, condition));
  }
  const first = found[0] as Found;
  return {
    kind: name,
    isAimed,
    medianMs: median(found.map(({ ms }) => ms)),
    worstMs: Math.max(...found.map(({ ms }) => ms)),
    matches: first.matches,
    calls: first.calls,
    isBrokenOff: found.some(({ isBrokenOff }) => isBrokenOff),
    classicMs: classic.length === 0 ? null : median(classic.map(({ ms }) => ms)),
    classicMatches: classic[0]?.matches ?? null,
  };
}

async function askClassic(sql: Sql, condition: string): Promise<{ ms: number; matches: number }> {
  const began = performance.now();
  const rows = await sql.unsafe(
    `SELECT * FROM classic_logs WHERE ${condition} ORDER BY time DESC LIMIT ${FIRST_MATCHES}`,
  );
  return { ms: performance.now() - began, matches: rows.length };
}
