import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { Heat } from "../features/endpoints/heat.ts";
import { isSort, type Order, type Sorting } from "../features/endpoints/sorting.ts";
import { isThreshold } from "../features/endpoints/thresholds.ts";
import { type EndpointName, endpointAddress } from "../lib/endpoint-address.ts";
import { isLength, type Length, type Period, rangeOf } from "../lib/period.ts";
import { isRefresh, type Refresh } from "../lib/refresh.ts";
import type { Selection } from "../lib/selection.ts";
import type { EndpointColumn } from "../lib/trpc.ts";

/** What the operator chose, as it stands in the URL. What is left out has its default: all services, 1h, 5s. */
export interface View {
  service?: string;
  /** One release or one instance of the service; without one they say nothing. */
  release?: string;
  instance?: string;
  period?: Length;
  /** ISO 8601, both or neither; they win over `period`. */
  from?: string;
  to?: string;
  refresh?: Refresh;
  only?: "not-ok";
  /** Part of an endpoint's name. */
  q?: string;
  sort?: EndpointColumn;
  order?: Order;
  /** From how many milliseconds on a request is slow. */
  slower?: number;
  /** What colours the heatmap. */
  heat?: Heat;
  /** The endpoint of the endpoint page, with `service`. */
  method?: string;
  route?: string;
}

/** The lengths that the API takes. */
const LONGEST = { name: 128, search: 512, method: 32, route: 512 };

/** Takes from the URL what can be understood and forgets the rest: a link that was cut off still opens. */
export function parseView(search: Record<string, unknown>): View {
  const { period, from, to, refresh, only, sort, order, slower, heat } = search;
  const view: View = {
    service: text(search.service, LONGEST.name),
    release: text(search.release, LONGEST.name),
    instance: text(search.instance, LONGEST.name),
    q: text(search.q, LONGEST.search),
    method: text(search.method, LONGEST.method),
    route: text(search.route, LONGEST.route),
  };
  if (isTime(from) && isTime(to) && Date.parse(from) < Date.parse(to)) Object.assign(view, { from, to });
  else if (isLength(period)) view.period = period;
  if (isRefresh(refresh)) view.refresh = refresh;
  if (only === "not-ok") view.only = only;
  if (isSort(sort)) view.sort = sort;
  if (order === "asc" || order === "desc") view.order = order;
  if (isThreshold(slower)) view.slower = slower;
  if (heat === "p95" || heat === "errors") view.heat = heat;
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined));
}

export function periodOf({ period, from, to }: View): Period {
  return from !== undefined && to !== undefined ? { from, to } : (period ?? "1h");
}

export function selectionOf(view: View): Selection {
  const { service, release, instance } = view;
  return { service, release, instance, period: periodOf(view) };
}

const root = getRouteApi("__root__");

/** The view and how to change it. Each change is a step that the browser's back button undoes. */
export function useView() {
  // Parsed here again: beside what it validated, the router hands on what it was told to forget.
  const view = parseView({ ...root.useSearch() });
  // Not the root's own, from which `.` would be the overview.
  const navigate = useNavigate();
  const change = (patch: Partial<View>, replace = false) => {
    void navigate({ to: ".", search: (old: View) => parseView({ ...old, ...patch }), resetScroll: false, replace });
  };
  return {
    view,
    period: periodOf(view),
    refresh: view.refresh ?? "5s",
    selectService: (service: string | undefined) =>
      change({ service, release: undefined, instance: undefined, method: undefined, route: undefined }),
    selectEverything: () => change({ service: undefined, release: undefined, instance: undefined }),
    selectRelease: (release: string | undefined) => change({ release }),
    selectInstance: (instance: string | undefined) => change({ instance }),
    selectLength: (period: Length) => change({ period, from: undefined, to: undefined }),
    selectRange: (from: number, to: number) => change({ ...rangeOf(from, to), period: undefined }),
    selectRefresh: (refresh: Refresh) => change({ refresh }),
    selectOnly: (only: View["only"]) => change({ only }),
    // A search is typed letter by letter: only the way out of it is a step back.
    selectSearch: (q: string) => change({ q: q || undefined }, true),
    selectSorting: ({ sort, order }: Sorting) => change({ sort, order }),
    selectSlower: (slower: number) => change({ slower }),
    selectHeat: (heat: Heat) => change({ heat }),
    /** One endpoint in a part of the period, ms. */
    openEndpoint: (endpoint: EndpointName, from: number, to: number) =>
      void navigate({
        to: "/endpoint",
        search: (old: View) => ({ ...endpointAddress(old, endpoint), period: undefined, ...rangeOf(from, to) }),
      }),
  };
}

function isTime(value: unknown): value is string {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}

/** The router reads what looks like a number as one: `release=42` is a name all the same. */
function text(value: unknown, longest: number): string | undefined {
  const written = typeof value === "number" ? String(value) : value;
  return typeof written === "string" && written !== "" && written.length <= longest ? written : undefined;
}
