import type { EndpointColumn } from "../../lib/trpc.ts";

/** Every column by which the table can be sorted, as the API names it: `?sort=p95Ms`. */
export const SORTS = [
  "route",
  "requestCount",
  "requestsPerSecond",
  "avgMs",
  "p50Ms",
  "p95Ms",
  "p99Ms",
  "maxMs",
  "clientErrorCount",
  "serverErrorCount",
  "errorRate",
  "totalMs",
  "shareOfTime",
  "lastSeen",
  "change",
] as const satisfies readonly EndpointColumn[];

export type Order = "asc" | "desc";

export interface Sorting {
  sort: EndpointColumn;
  order: Order;
}

/** What was chosen; until then, what costs the most stands first. */
export function sortingOf({ sort = "totalMs", order }: { sort?: EndpointColumn; order?: Order }): Sorting {
  return { sort, order: order ?? firstOrder(sort) };
}

export function isSort(value: unknown): value is EndpointColumn {
  return SORTS.some((sort) => sort === value);
}

/** The way round in which a column is asked for first: names from A, figures from the worst. */
export function firstOrder(sort: EndpointColumn): Order {
  return sort === "route" ? "asc" : "desc";
}
