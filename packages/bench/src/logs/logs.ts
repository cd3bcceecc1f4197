import type { Benchmark, Report } from "../report.ts";
import { median, rounded } from "../statistics.ts";
import { type IngestedLines, ingestLines } from "./ingest-lines.ts";
import { LINES_PER_SECOND, measurePino, type PinoCost } from "./pino-cost.ts";
import { measureScreen } from "./screen.ts";
import { type SearchedLines, searchLines } from "./search-lines.ts";
import type { SearchTimes } from "./search-times.ts";

const FULL = {
  ingestSeconds: 20,
  pino: { rounds: 9, lines: 40_000, warmUpLines: 20_000 },
  screen: { lineSeconds: 20, loadSeconds: 30 },
  search: { lines: 10_000_000, classicAsks: 2, insertedLines: 300_000 },
};
/** Within a minute. */
const QUICK: typeof FULL = {
  ingestSeconds: 4,
  pino: { rounds: 1, lines: 8_000, warmUpLines: 4_000 },
  screen: { lineSeconds: 3, loadSeconds: 6 },
  search: { lines: 100_000, classicAsks: 1, insertedLines: 10_000 },
};

type Screen = Awaited<ReturnType<typeof measureScreen>>;

/**
 * What logs cost: the service that writes them, the server that takes them, who searches them and who watches them come. Ends in an error
 * when a line was lost anywhere on the way.
 */
export const logs: Benchmark = async ({ quick, say }) => {
  const sizes = quick ? QUICK : FULL;
  say("lines into one server");
  const ingested = await ingestLines({ seconds: sizes.ingestSeconds });
  say(`${Math.round(ingested.linesPerSecond)} lines/s; now what a line costs a service with pino`);
  const pino = await measurePino(sizes.pino);
  const screen = await measureScreen(sizes.screen, say);
  const searched = await searchLines(sizes.search, say);
  return report({ ingested, pino, screen, searched });
};

interface Measured {
  ingested: IngestedLines;
  pino: PinoCost[];
  screen: Screen;
  searched: SearchedLines;
}

function report({ ingested, pino, screen, searched }: Measured): Report {
  const { lineToScreen, load } = screen;
  const aimed = searched.searches.filter(({ isAimed }) => isAimed);
  const costOf = (variant: PinoCost["variant"]) => pino.find((cost) => cost.variant === variant) as PinoCost;
  const indexBytes = Object.values(searched.indexBytesPerLine).reduce((sum, bytes) => sum + bytes, 0);
  const ratios = aimed.flatMap(({ classicMs, medianMs }) => (classicMs === null ? [] : [classicMs / medianMs]));
  return {
    figures: {
      pinoAddedUs: rounded(costOf("vigie").addedMainUs.median, 2),
      pinoAddedProcessUs: rounded(costOf("vigie").addedProcessUs.median, 2),
      pinoAloneUs: rounded(costOf("alone").mainUs.median, 2),
      vigieBesideUs: rounded(costOf("beside").addedMainUs.median, 2),
      ingestLinesPerSecond: Math.round(ingested.linesPerSecond),
      ingestAckP50Ms: rounded(ingested.ackP50Ms, 1),
      ingestAckP99Ms: rounded(ingested.ackP99Ms, 1),
      ingestServerUs: rounded(ingested.serverUs, 1),
      ingestPostgresUs: rounded(ingested.postgresUs, 1),
      lineToScreenP50Ms: Math.round(lineToScreen.p50Ms),
      lineToScreenP99Ms: Math.round(lineToScreen.p99Ms),
      medianFps: rounded(load.loaded.medianFps, 1),
      worstFrameMs: rounded(load.loaded.worstFrameMs, 1),
      idleFps: rounded(load.idle.medianFps, 1),
      idleWorstFrameMs: rounded(load.idle.worstFrameMs, 1),
      pageLinesPerSecond: Math.round(load.linesPerSecond),
      heapBeforeMb: rounded(load.heapMb[0], 1),
      heapMiddleMb: rounded(load.heapMb[1], 1),
      heapAfterMb: rounded(load.heapMb[2], 1),
      storedLines: searched.lines,
      searchMs: rounded(Math.max(...aimed.map(({ medianMs }) => medianMs)), 1),
      searchRatio: rounded(median(ratios), 1),
      ...Object.fromEntries(searched.histograms.map(({ name, ms }) => [`histogram${name}Ms`, Math.round(ms)])),
      bytesPerLine: Math.round(searched.rowBytesPerLine + indexBytes),
      indexBytesPerLine: Math.round(indexBytes),
      classicBytesPerLine: Math.round(searched.classicBytesPerLine),
    },
    table: searched.searches.map(rowOf),
    notes: [
      `ingest: ${ingested.connections} connections, gzip batches of ${ingested.linesPerBatch} lines (${rounded(ingested.sentBytesPerLine, 1)} bytes a line as sent), ${ingested.durability}; what is stored equals what was acknowledged. CPU per line: server ${rounded(ingested.serverUs, 1)} µs, Postgres ${rounded(ingested.postgresUs, 1)} µs, sender ${rounded(ingested.senderUs, 1)} µs, on the same cores`,
      `pino: ${LINES_PER_SECOND} lines/s to a file, CPU of the main thread per line; ${pino.map(({ variant, mainUs }) => `${variant} ${rounded(mainUs.median, 2)} µs (${rounded(mainUs.min, 2)}–${rounded(mainUs.max, 2)})`).join(", ")}`,
      `screen: ${lineToScreen.lines} lines at ${lineToScreen.linesPerSecond} a second, P50 ${Math.round(lineToScreen.p50Ms)} ms, worst ${Math.round(lineToScreen.worstMs)} ms; then ${Math.round(load.linesPerSecond)} lines/s for ${load.seconds} s, of which the page says it missed ${load.missedLines}; browser, server, Postgres and sender share the cores`,
      `search: ${searched.lines} lines of 24 h, loaded in ${Math.round(searched.loadSeconds)} s; to the first 50 matches or the end, median of at least five; "classic" is ILIKE over the same lines without an index. * has no aim`,
      `bytes a line: rows ${Math.round(searched.rowBytesPerLine)}; indexes ${Object.entries(searched.indexBytesPerLine)
        .map(([name, bytes]) => `${name} ${Math.round(bytes)}`)
        .join(", ")}; classic ${Math.round(searched.classicBytesPerLine)}`,
      `an index on words, while lines are stored: ${searched.indexCosts
        .map(
          (cost) =>
            `${cost.index} ${Math.round(cost.linesPerSecond)} lines/s, ${Math.round(cost.indexBytesPerLine)} bytes a line`,
        )
        .join("; ")}`,
    ],
  };
}

function rowOf({
  kind,
  isAimed,
  medianMs,
  worstMs,
  matches,
  calls,
  isBrokenOff,
  classicMs,
  classicMatches,
}: SearchTimes) {
  return {
    search: isAimed ? kind : `${kind} *`,
    "median ms": rounded(medianMs, 1),
    "worst ms": rounded(worstMs, 1),
    matches: isBrokenOff ? `${matches}, then given up` : matches,
    calls,
    "classic ms": classicMs === null ? "–" : Math.round(classicMs),
    "classic matches": classicMatches ?? "–",
    ratio: classicMs === null ? "–" : rounded(classicMs / medianMs, 1),
  };
}
