import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type AlertTab, isAlertTab } from "../features/alerts/tabs.ts";
import type { Heat } from "../features/endpoints/heat.ts";
import { isSort, type Order, type Sorting } from "../features/endpoints/sorting.ts";
import { isThreshold } from "../features/endpoints/thresholds.ts";
import { type Capacity, isCapacity } from "../features/logs/capacities.ts";
import { type EndpointName, endpointAddress } from "../lib/endpoint-address.ts";
import { isLength, type Length, type Period, rangeOf } from "../lib/period.ts";
import { isRefresh, type Refresh } from "../lib/refresh.ts";
import type { Selection } from "../lib/selection.ts";
import { traceAddress } from "../lib/trace-address.ts";
import type { EndpointColumn, Severity, TraceOrder } from "../lib/trpc.ts";

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
  /** Logs are followed as they come, instead of searched in the period. */
  live?: true;
  /** The log whose details are open, and the one that is shown among its neighbours: `logAddress`. */
  line?: string;
  around?: string;
  /** How logs are shown: what of a line is hidden, and whether long ones are wrapped. */
  hide?: string;
  wrap?: "on" | "off";
  /** How many lines a live page keeps. */
  keep?: Capacity;
  /** The endpoint of the endpoint page, with `service`. */
  method?: string;
  route?: string;
  /** A search of logs or traces, in the grammar that both share. */
  query?: string;
  /** What a list of traces begins with; left out, the newest. */
  first?: TraceOrder;
  /** The step of a trace that is open. */
  span?: string;
  /** Whether logs stand between the steps of a trace; left out, they do. */
  lines?: "hidden";
  /** What of the alerts is shown; left out, those that are open. */
  tab?: AlertTab;
  /** The alert whose details are open. */
  alert?: number;
  /** Of which severity and which rule alerts of the past are shown. */
  severity?: Severity;
  rule?: number;
  /** The rule or channel that is written: its number, `copy-` and the number of the one to begin with, or `new`. */
  edit?: string;
  /** Of what is in the audit log: what actions begin with, and who did it. */
  action?: string;
  actor?: string;
}

/** The lengths that the API takes. */
const LONGEST = {
  name: 128,
  search: 512,
  method: 32,
  route: 512,
  query: 1_000,
  log: 64,
  span: 80,
  action: 100,
  actor: 320,
};

/** Takes from the URL what can be understood and forgets the rest: a link that was cut off still opens. */
export function parseView(search: Record<string, unknown>): View {
  const { period, from, to, refresh, only, sort, order, slower, heat, live, wrap, keep, first, lines } = search;
  const view: View = {
    service: text(search.service, LONGEST.name),
    release: text(search.release, LONGEST.name),
    instance: text(search.instance, LONGEST.name),
    q: text(search.q, LONGEST.search),
    line: text(search.line, LONGEST.log),
    around: text(search.around, LONGEST.log),
    hide: text(search.hide, LONGEST.name),
    method: text(search.method, LONGEST.method),
    route: text(search.route, LONGEST.route),
    query: text(search.query, LONGEST.query),
    span: text(search.span, LONGEST.span),
    action: text(search.action, LONGEST.action),
    actor: text(search.actor, LONGEST.actor),
  };
  if (isTime(from) && isTime(to) && Date.parse(from) < Date.parse(to)) Object.assign(view, { from, to });
  else if (isLength(period)) view.period = period;
  if (isRefresh(refresh)) view.refresh = refresh;
  if (only === "not-ok") view.only = only;
  if (isSort(sort)) view.sort = sort;
  if (order === "asc" || order === "desc") view.order = order;
  if (isThreshold(slower)) view.slower = slower;
  if (heat === "p95" || heat === "errors") view.heat = heat;
  if (live === true) view.live = live;
  if (wrap === "on" || wrap === "off") view.wrap = wrap;
  if (isCapacity(keep)) view.keep = keep;
  if (first === "slowest" || first === "newest") view.first = first;
  if (lines === "hidden") view.lines = lines;
  if (isAlertTab(search.tab)) view.tab = search.tab;
  if (isId(search.alert)) view.alert = search.alert;
  if (isId(search.rule)) view.rule = search.rule;
  if (isSeverity(search.severity)) view.severity = search.severity;
  if (/^(new|(copy-)?[1-9]\d{0,14})$/.test(String(search.edit))) view.edit = String(search.edit);
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
    // Who chooses a period wants to see what came in it.
    selectLength: (period: Length) =>
      change({ period, from: undefined, to: undefined, live: undefined, line: undefined }),
    selectRange: (from: number, to: number) =>
      change({ ...rangeOf(from, to), period: undefined, live: undefined, line: undefined, around: undefined }),
    selectRefresh: (refresh: Refresh) => change({ refresh }),
    selectOnly: (only: View["only"]) => change({ only }),
    // A search is typed letter by letter: only the way out of it is a step back.
    selectSearch: (q: string) => change({ q: q || undefined }, true),
    selectSorting: ({ sort, order }: Sorting) => change({ sort, order }),
    selectSlower: (slower: number) => change({ slower }),
    selectHeat: (heat: Heat) => change({ heat }),
    /** Anything of the logs page; `replace` for what is no step to go back from. */
    selectLogs: (patch: Omit<View, "service" | "method" | "route">, replace = false) => change(patch, replace),
    selectQuery: (query: string) => change({ query: query || undefined, line: undefined, around: undefined }),
    selectFirst: (first: TraceOrder) => change({ first }),
    /** A part of a chart of durations over time, ms, with the query that asks for the durations. */
    selectArea: (from: number, to: number, query: string) =>
      change({ ...rangeOf(from, to), period: undefined, query: query || undefined }),
    // Steps are walked through with the keyboard: the way back leads out of the trace, not through all of them.
    selectSpan: (span: string | undefined) => change({ span }, true),
    selectLines: (lines: View["lines"]) => change({ lines }),
    selectAlert: (alert: number | undefined) => change({ alert }),
    selectAlerts: (patch: Pick<View, "tab" | "severity" | "rule" | "edit">) => change({ ...patch, alert: undefined }),
    selectAudit: ({ action, actor }: { action?: string | undefined; actor?: string | undefined }) =>
      change({ action, actor }),
    openTrace: (traceId: string) =>
      void navigate({ to: "/traces/$traceId", params: { traceId }, search: (old: View) => traceAddress(old) }),
    /** One endpoint in a part of the period, ms. */
    openEndpoint: (endpoint: EndpointName, from: number, to: number) =>
      void navigate({
        to: "/endpoint",
        search: (old: View) => ({ ...endpointAddress(old, endpoint), period: undefined, ...rangeOf(from, to) }),
      }),
  };
}

function isId(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

function isSeverity(value: unknown): value is Severity {
  return value === "critical" || value === "warning" || value === "info";
}

function isTime(value: unknown): value is string {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}

/** The router reads what looks like a number as one: `release=42` is a name all the same. */
function text(value: unknown, longest: number): string | undefined {
  const written = typeof value === "number" ? String(value) : value;
  return typeof written === "string" && written !== "" && written.length <= longest ? written : undefined;
}
