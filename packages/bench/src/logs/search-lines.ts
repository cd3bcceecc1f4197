import { openStore } from "@vigie/storage";
import { startPostgres } from "@vigie/testing";
import postgres from "postgres";
import { type IndexCost, measureIndexCost } from "./index-cost.ts";
import { createLines } from "./lines.ts";
import { plantedWords, questionKinds, RARITY } from "./questions.ts";
import { createAsker, type SearchTimes, timeSearches } from "./search-times.ts";
import { loadClassic, loadLogs, logBytes } from "./stored-lines.ts";

const DAY_MS = 86_400_000;
/** Counted over the whole period, by window and level. */
const COUNTED = [
  { name: "Word", query: "mediumxa" },
  { name: "FrequentWord", query: "request" },
  { name: "Level", query: "level:>=error" },
] as const;

export interface SearchedLines {
  lines: number;
  loadSeconds: number;
  searches: SearchTimes[];
  /** Milliseconds until all windows are counted. */
  histograms: { name: string; ms: number }[];
  rowBytesPerLine: number;
  indexBytesPerLine: Record<string, number>;
  classicBytesPerLine: number;
  indexCosts: IndexCost[];
}

export interface SearchSizes {
  lines: number;
  /** Questions of each kind that are asked of the table without indexes. */
  classicAsks: number;
  /** For what indexes cost. */
  insertedLines: number;
}

/** Questions to lines of 24 hours, through the router and side by side of the same lines in a table without indexes. */
export async function searchLines(
  { lines, classicAsks, insertedLines }: SearchSizes,
  say: (line: string) => void,
): Promise<SearchedLines> {
  await using cluster = await startPostgres();
  const store = await openStore({ url: cluster.url });
  // Unlike the store's connections this one may take as long as it likes for a statement.
  const sql = postgres(cluster.url, { max: 1, onnotice: () => {} });
  try {
    const toMs = Date.now();
    say(`loading ${lines} lines`);
    const began = performance.now();
    const next = createLines({ seed: 2, planted: plantedWords(lines), fatalOneIn: RARITY.fatal });
    await loadLogs(store, sql, { lines, next, fromMs: toMs - DAY_MS + 60_000, toMs, say });
    const loadSeconds = (performance.now() - began) / 1000;
    say("the same lines into a table without indexes");
    await loadClassic(sql);
    const { rows, indexes } = await logBytes(sql);
    const [classic] = await sql<{ bytes: number }[]>`SELECT pg_table_size('classic_logs')::float8 AS bytes`;

    const asker = createAsker(store, toMs);
    // What is not asked for the first time since the server's start.
    await asker.search("warm");
    const searches: SearchTimes[] = [];
    for (const kind of questionKinds(await someTraceIds(sql, lines))) {
      const times = await timeSearches({ sql, asker, classicAsks }, kind);
      say(`${times.kind}: ${Math.round(times.medianMs)} ms`);
      searches.push(times);
    }
    const histograms: SearchedLines["histograms"] = [];
    for (const { name, query } of COUNTED) histograms.push({ name, ms: (await asker.histogram(query)).ms });
    say("what indexes cost when lines are stored");
    return {
      lines,
      loadSeconds,
      searches,
      histograms,
      rowBytesPerLine: rows / lines,
      indexBytesPerLine: Object.fromEntries(Object.entries(indexes).map(([name, bytes]) => [name, bytes / lines])),
      classicBytesPerLine: (classic?.bytes ?? 0) / lines,
      indexCosts: await measureIndexCost(sql, insertedLines),
    };
  } finally {
    await sql.end({ timeout: 1 });
    await store.close();
  }
}

/** Of lines in five parts of the day. */
async function someTraceIds(sql: postgres.Sql, lines: number): Promise<string[]> {
  const ids: string[] = [];
  for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
    const [row] = await sql<{ id: string }[]>`
      SELECT replace(trace_id::text, '-', '') AS id FROM logs
      WHERE id BETWEEN ${Math.round(share * lines)} AND ${Math.round(share * lines) + 100} AND trace_id IS NOT NULL LIMIT 1`;
    if (row) ids.push(row.id);
  }
  return ids;
}
