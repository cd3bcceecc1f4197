import {
  createColumnHelper,
  createSortedRowModel,
  metaHelper,
  rowSortingFeature,
  sortFn_basic,
  tableFeatures,
} from "@tanstack/react-table";
import type { ReactNode } from "react";
import { figureText, type Unit } from "../../lib/format.ts";
import { momentText, utcText } from "../../lib/time.ts";
import type { EndpointColumn, EndpointStats } from "../../lib/trpc.ts";
import { ChangeMark } from "../../ui/change-mark.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { p95ChangeOf, p95Ratio } from "./p95-change.ts";
import { firstOrder } from "./sorting.ts";

interface ColumnMeta {
  title: string;
  /** What the title is short for. */
  hint: string;
  /** Pixels. The column of names takes what is left, but never less than its own. */
  width: number;
}

export const FEATURES = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  columnMeta: metaHelper<ColumnMeta>(),
});

const helper = createColumnHelper<typeof FEATURES, EndpointStats>();

interface ColumnOptions extends ColumnMeta {
  /** What it is sorted by; what has none stands last either way. */
  value: (endpoint: EndpointStats) => unknown;
  cell?: (endpoint: EndpointStats) => ReactNode;
}

function column(id: EndpointColumn, { value, cell, ...meta }: ColumnOptions) {
  return helper.accessor(value, {
    id,
    meta,
    sortFn: sortFn_basic,
    sortUndefined: "last",
    sortDescFirst: firstOrder(id) === "desc",
    cell: ({ row }) => cell?.(row.original),
  });
}

type FigureKey = {
  [Key in keyof EndpointStats]: EndpointStats[Key] extends number | null ? Key : never;
}[keyof EndpointStats] &
  EndpointColumn;

function figure(id: FigureKey, unit: Unit, meta: ColumnMeta) {
  return column(id, {
    ...meta,
    value: (endpoint) => endpoint[id] ?? undefined,
    cell: (endpoint) => <Quiet value={endpoint[id]} text={figureText(endpoint[id], unit)} />,
  });
}

/** What is nothing stands back, so that what is something is seen. */
function Quiet({ value, text }: { value: number | null; text: string }) {
  return <span className={value ? "" : "text-muted"}>{text}</span>;
}

export const NAME_COLUMN = "route";
export const SPARKLINE_COLUMN = "sparkline";
export const TREND_COLUMN = "trend";

const COLUMNS = [
  column("route", {
    title: "Endpoint",
    hint: "Method and route template",
    width: 220,
    value: ({ service, method, route }) => `${route} ${method} ${service}`,
  }),
  figure("requestCount", "count", { title: "Requests", hint: "Requests in the period", width: 76 }),
  figure("requestsPerSecond", "none", { title: "Req/s", hint: "Requests per second", width: 60 }),
  helper.display({
    id: SPARKLINE_COLUMN,
    meta: { title: "Over time", hint: "Requests per second over the period", width: 92 },
  }),
  figure("avgMs", "ms", { title: "Avg", hint: "Mean duration", width: 66 }),
  figure("p50Ms", "ms", { title: "P50", hint: "Half of the requests were faster", width: 66 }),
  figure("p95Ms", "ms", { title: "P95", hint: "95 % of the requests were faster", width: 66 }),
  helper.display({
    id: TREND_COLUMN,
    meta: {
      title: "Trend",
      hint: "P95 of the last five minutes against the same time a week before, or a day, or an hour, as far back as it is known",
      width: 72,
    },
  }),
  column("change", {
    title: "vs before",
    hint: "P95 of the whole period against the period before; silent where either had fewer than 30 requests",
    width: 86,
    value: p95Ratio,
    cell: (endpoint) => {
      const change = p95ChangeOf(endpoint);
      return change && change.direction !== "same" ? <ChangeMark change={change} /> : null;
    },
  }),
  figure("p99Ms", "ms", { title: "P99", hint: "99 % of the requests were faster", width: 66 }),
  figure("maxMs", "ms", { title: "Max", hint: "The slowest request", width: 66 }),
  figure("clientErrorCount", "count", {
    title: "4xx",
    hint: "Requests answered with a status from 400 to 499",
    width: 56,
  }),
  figure("serverErrorCount", "count", { title: "5xx", hint: "Requests answered with a status from 500 on", width: 56 }),
  figure("errorRate", "ratio", { title: "Errors", hint: "Share of requests answered with 5xx", width: 64 }),
  figure("totalMs", "ms", { title: "Time", hint: "Durations of all requests together", width: 70 }),
  column("shareOfTime", {
    title: "Of all",
    hint: "Share of the time of all endpoints",
    width: 70,
    value: ({ shareOfTime }) => shareOfTime,
    cell: ({ shareOfTime }) => <ShareBar ratio={shareOfTime} text={shareText(shareOfTime)} />,
  }),
  column("lastSeen", {
    title: "Last seen",
    hint: "The newest request, to ten seconds or as fine as it is still kept",
    width: 92,
    value: ({ lastSeen }) => lastSeen,
    cell: ({ lastSeen }) => (
      <time dateTime={lastSeen} title={utcText(Date.parse(lastSeen))} className="text-muted">
        {momentText(Date.parse(lastSeen), Date.now())}
      </time>
    ),
  }),
];

/** A share that is too small to be read is not written digit by digit. */
function shareText(share: number): string {
  return share > 0 && share < 0.001 ? "<\u202f0.1\u202f%" : figureText(share, "ratio");
}

/** What a phone shows without scrolling sideways: which, how slow, how often wrong, at what cost. */
const FIRST_ON_A_PHONE: readonly string[] = [NAME_COLUMN, "p95Ms", "errorRate", "shareOfTime"];

export function columnsFor(narrow: boolean): typeof COLUMNS {
  if (!narrow) return COLUMNS;
  const rank = (id: string | undefined) => FIRST_ON_A_PHONE.indexOf(id ?? "") + 1 || FIRST_ON_A_PHONE.length + 1;
  return [...COLUMNS].sort((one, other) => rank(one.id) - rank(other.id));
}

/** Width of the column of names on a phone: the other three stand beside it. */
export const PHONE_NAME_WIDTH = 164;
