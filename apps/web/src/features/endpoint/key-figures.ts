import { type Change, changeOf } from "../../lib/change.ts";
import { figureText, type Quantity, quantity } from "../../lib/format.ts";
import type { EndpointStats, FigureKey } from "../../lib/trpc.ts";

export interface KeyFigure {
  id: string;
  title: string;
  value: Quantity;
  /** Against the period before; null where there is none, or where either has too few requests to compare. */
  change: Change | null;
  /** The figure of which the last minutes are compared. */
  trend?: FigureKey;
  /** A second figure of the same thing. */
  detail: string | null;
}

/** With fewer requests in either period a change would tell of single requests. */
const FEWEST_REQUESTS = 30;

/** What is asked first of an endpoint: how often, how fast, how wrong, how expensive. */
export function keyFigures(stats: EndpointStats): KeyFigure[] {
  const { requestCount, abortedCount, clientErrorCount, serverErrorCount, errorRate } = stats;
  const previous =
    stats.previous && Math.min(requestCount, stats.previous.requestCount) >= FEWEST_REQUESTS ? stats.previous : null;
  const duration = (id: string, title: string, valueMs: number | null, more: Partial<KeyFigure> = {}): KeyFigure => ({
    id,
    title,
    value: quantity(valueMs, "ms"),
    change: null,
    detail: null,
    ...more,
  });

  return [
    {
      id: "requests",
      title: "Requests",
      trend: "api.requestsPerSecond",
      value: quantity(requestCount, "count"),
      change:
        previous &&
        changeOf({
          value: stats.requestsPerSecond,
          previous: previous.requestsPerSecond,
          unit: "perSecond",
          better: "neither",
        }),
      detail: `${figureText(stats.requestsPerSecond, "perSecond")}${abortedCount > 0 ? ` · ${figureText(abortedCount, "count")} aborted` : ""}`,
    },
    duration("p50", "P50", stats.p50Ms, { detail: `mean ${figureText(stats.avgMs, "ms")}` }),
    duration("p95", "P95", stats.p95Ms, {
      trend: "api.p95Ms",
      change: previous && changeOf({ value: stats.p95Ms, previous: previous.p95Ms, unit: "ms", better: "lower" }),
    }),
    duration("p99", "P99", stats.p99Ms),
    duration("max", "Max", stats.maxMs),
    {
      id: "4xx",
      title: "4xx",
      value: quantity(clientErrorCount, "count"),
      change: null,
      detail: `${figureText(requestCount === 0 ? null : clientErrorCount / requestCount, "ratio")} of all`,
    },
    {
      id: "5xx",
      title: "5xx",
      trend: "api.errorRate",
      value: quantity(serverErrorCount, "count"),
      change: previous && changeOf({ value: errorRate, previous: previous.errorRate, unit: "ratio", better: "lower" }),
      detail: `error rate ${figureText(errorRate, "ratio")}`,
    },
    duration("time", "Total time", stats.totalMs, { detail: `${figureText(stats.shareOfTime, "ratio")} of all` }),
  ];
}
