import { figureText } from "../../lib/format.ts";
import type { Figure, FigureKey, Part } from "../../lib/trpc.ts";
import type { StateName } from "../../ui/state.ts";

export type FigureLookup = (key: FigureKey) => Figure | undefined;

export interface CardDefinition {
  title: string;
  part: Part;
  figure: FigureKey;
  /** Section of the page that shows more of it. */
  section: string;
  /** Further figures that colour the card: it takes the worst. */
  judgedBy?: readonly FigureKey[];
  /** Words right of the number, beside the unit. */
  suffix?: (figure: FigureLookup) => string | null;
  /** A second line for what belongs to the same thing. */
  detail?: (figure: FigureLookup) => string | null;
}

export const CARDS: readonly CardDefinition[] = [
  { title: "API P95", part: "api", figure: "api.p95Ms", section: "latency" },
  {
    title: "Requests",
    part: "api",
    figure: "api.requestsPerSecond",
    section: "throughput",
    detail: (figure) => told(figure, "api.requestCount", (text) => `${text} in all`),
  },
  {
    title: "Errors 5xx",
    part: "api",
    figure: "api.errorRate",
    section: "throughput",
    detail: (figure) => told(figure, "api.serverErrorCount", (text) => `${text} requests`),
  },
  {
    title: "Redis hits",
    part: "redis",
    figure: "redis.hitRate",
    section: "redis",
    judgedBy: ["redis.memoryRatio"],
    detail: (figure) =>
      told(
        figure,
        "redis.memoryUsedBytes",
        (text) => `${text}${told(figure, "redis.memoryMaxBytes", (limit) => ` of ${limit}`) ?? ", no limit"}`,
      ),
  },
  {
    title: "Postgres",
    part: "postgres",
    figure: "postgres.connectionsTotal",
    section: "postgres",
    judgedBy: ["postgres.connectionsRatio", "postgres.bufferHitRatio"],
    suffix: (figure) => told(figure, "postgres.connectionsMax", (text) => `/ ${text} conn`),
    detail: (figure) => told(figure, "postgres.bufferHitRatio", (text) => `buffer hit ${text}`),
  },
  {
    title: "CPU",
    part: "system",
    figure: "system.cpuRatio",
    section: "system",
    detail: (figure) => told(figure, "system.cores", (text) => `${text} cores`),
  },
  {
    title: "Memory",
    part: "system",
    figure: "system.memoryRatio",
    section: "system",
    detail: (figure) => told(figure, "system.memoryTotalBytes", (text) => `of ${text}`),
  },
  { title: "Disk", part: "system", figure: "system.diskRatio", section: "system", detail: () => "fullest mount" },
];

export const CARD_FIGURES: readonly FigureKey[] = CARDS.map(({ figure }) => figure);

const ORDER: readonly StateName[] = ["unknown", "ok", "info", "warning", "critical"];

/** The worst state of the card's figures. */
export function cardState({ figure, judgedBy = [] }: CardDefinition, lookup: FigureLookup): StateName {
  const states = [figure, ...judgedBy].map((key) => lookup(key)?.state ?? "unknown");
  return states.reduce((worst, state) => (ORDER.indexOf(state) > ORDER.indexOf(worst) ? state : worst), "unknown");
}

function told(lookup: FigureLookup, key: FigureKey, say: (text: string) => string): string | null {
  const figure = lookup(key);
  return !figure || figure.value === null ? null : say(figureText(figure.value, figure.unit));
}
