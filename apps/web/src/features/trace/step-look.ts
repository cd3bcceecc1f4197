import type { Span, Trace } from "../../lib/trpc.ts";
import { REPEATED_FROM } from "./findings.ts";
import type { WaterfallRow } from "./waterfall.ts";

/** What a step is, in a word; the words of where the time went. */
const WORDS: Record<Span["kind"], string> = {
  request: "request",
  own: "own",
  pool: "pool wait",
  sql: "SQL",
  cache: "cache",
  http: "HTTP",
};

/** The part of where the time went that a kind of step belongs to; own code is the first. */
const PARTS: Record<Exclude<Span["kind"], "request">, number> = { own: 0, pool: 1, sql: 2, cache: 3, http: 4 };

export function kindWord(kind: Span["kind"]): string {
  return WORDS[kind];
}

/** Which of the tones of the bars a step has; null for a whole request, which has none. */
export function partOf(kind: Span["kind"]): number | null {
  return kind === "request" ? null : PARTS[kind];
}

/** How often the statement of a step ran in the trace, where that was often enough to ask why. */
export function repeatsOf({ repeated }: Pick<Trace, "repeated">): (row: WaterfallRow) => number | undefined {
  const often = repeated.filter(({ calls }) => calls >= REPEATED_FROM);
  const calls = new Map(often.map((each) => [`${each.fingerprint} ${each.service}`, each.calls]));
  return (row) =>
    row.kind === "span" && row.span.statement !== null
      ? calls.get(`${row.span.statement.fingerprint} ${row.service}`)
      : undefined;
}

/** More than this is never seen on one line. */
const LONGEST_LINE = 240;

/** What a step did, on one line: of SQL its statement. Not cut within a pair of surrogates. */
export function stepText(span: Span): string {
  const line = (span.statement?.text ?? span.name).replace(/[ \t\r\n]+/g, " ").trim();
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE).replace(/[\ud800-\udbff]$/, "")}…` : line;
}

/** What a row is called where there is no more room than for a name. */
export function rowName(row: WaterfallRow): string {
  switch (row.kind) {
    case "span":
      return `${kindWord(row.span.kind)} ${stepText(row.span)}`;
    case "gap":
      return "own code";
    case "log":
      return `log, ${row.log.level}: ${row.log.message.slice(0, LONGEST_LINE)}`;
  }
}

/** Lines at the left of each row tell services apart by their shape; of the fifth on, by the word alone. */
const EDGES = ["border-solid", "border-dashed", "border-dotted", "border-double"] as const;

/** The services of a trace in the order in which they came in, each with its mark; empty where there is but one. */
export function serviceEdges(spans: readonly Span[]): ReadonlyMap<string, string> {
  const services = [...new Set(spans.map(({ service }) => service))];
  if (services.length < 2) return new Map();
  return new Map(services.map((service, at) => [service, EDGES[at % EDGES.length] ?? EDGES[0]]));
}
