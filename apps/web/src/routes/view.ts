import { getRouteApi } from "@tanstack/react-router";
import { isLength, type Length, type Period, rangeOf } from "../lib/period.ts";
import { isRefresh, type Refresh } from "../lib/refresh.ts";

/** What the operator chose, as it stands in the URL. What is left out has its default: all services, 1h, 5s. */
export interface View {
  service?: string;
  period?: Length;
  /** ISO 8601, both or neither; they win over `period`. */
  from?: string;
  to?: string;
  refresh?: Refresh;
  only?: "not-ok";
}

/** Takes from the URL what can be understood and forgets the rest: a link that was cut off still opens. */
export function parseView(search: Record<string, unknown>): View {
  const { service, period, from, to, refresh, only } = search;
  const view: View = {};
  if (typeof service === "string" && service !== "") view.service = service;
  if (isTime(from) && isTime(to) && Date.parse(from) < Date.parse(to)) Object.assign(view, { from, to });
  else if (isLength(period)) view.period = period;
  if (isRefresh(refresh)) view.refresh = refresh;
  if (only === "not-ok") view.only = only;
  return view;
}

export function periodOf({ period, from, to }: View): Period {
  return from !== undefined && to !== undefined ? { from, to } : (period ?? "1h");
}

const root = getRouteApi("__root__");

/** The view and how to change it. Each change is a step that the browser's back button undoes. */
export function useView() {
  const view = root.useSearch();
  const navigate = root.useNavigate();
  const change = (patch: Partial<View>) => {
    void navigate({ to: ".", search: (old: View) => parseView({ ...old, ...patch }), resetScroll: false });
  };
  return {
    view,
    period: periodOf(view),
    refresh: view.refresh ?? "5s",
    selectService: (service: string | undefined) => change({ service }),
    selectLength: (period: Length) => change({ period, from: undefined, to: undefined }),
    selectRange: (from: number, to: number) => change({ ...rangeOf(from, to), period: undefined }),
    selectRefresh: (refresh: Refresh) => change({ refresh }),
    selectOnly: (only: View["only"]) => change({ only }),
  };
}

function isTime(value: unknown): value is string {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}
