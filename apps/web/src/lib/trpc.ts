import { MutationCache, type Query, QueryCache, QueryClient } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { AppRouter } from "@vigie/api";
import { watchedFetch } from "./contact.ts";
import { noteAnswer, noteRefusal } from "./session.ts";

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: noteRefusal,
    onSuccess: (_data, query) => {
      if (asksForSession(query)) noteAnswer();
    },
  }),
  mutationCache: new MutationCache({ onError: noteRefusal }),
  defaultOptions: {
    queries: {
      // All queries of a page are asked together, by the one clock in refresh.ts, so that they travel as one request.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // That clock is also what tries again; a retry beside it would only double the requests to a server in trouble.
      retry: false,
      // A browser's idea of "offline" says nothing about a server on this machine.
      networkMode: "always",
    },
  },
});

/** Every procedure does; what the page asks beside them anybody may. */
export function asksForSession({ queryKey }: Pick<Query<unknown, unknown, unknown>, "queryKey">): boolean {
  return Array.isArray(queryKey[0]);
}

/** For what is no query of a page: live streams, and searches that go on for as long as somebody waits for them. */
export const client = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: ({ type }) => type === "subscription",
      // Without a link that tries again: who follows a stream decides when, and says so on the page.
      true: httpSubscriptionLink({ url: "/trpc" }),
      false: splitLink({
        // What takes long is not to hold up what is asked beside it: `{ context: { alone: true } }`.
        condition: ({ context }) => context.alone === true,
        true: httpLink({ url: "/trpc", fetch: watchedFetch }),
        false: httpBatchLink({ url: "/trpc", fetch: watchedFetch }),
      }),
    }),
  ],
});

/** Typed query options of every procedure: `useQuery(trpc.summary.queryOptions({ period }))`. */
export const trpc = createTRPCOptionsProxy<AppRouter>({ client, queryClient });

type Outputs = inferRouterOutputs<AppRouter>;

export type Me = Outputs["account"]["me"];
export type AccountSession = Outputs["account"]["sessions"][number];
export type User = Outputs["users"]["list"][number];
export type UserRole = User["role"];
export type SetupUrl = Outputs["users"]["invite"];
export type ApiKey = Outputs["keys"]["list"][number];
export type KeyDraft = inferRouterInputs<AppRouter>["keys"]["create"];
export type AuditEntry = Outputs["audit"]["list"]["entries"][number];

export type Summary = Outputs["summary"];
export type Figure = Summary["figures"][number];
export type FigureKey = Figure["key"];
export type Part = Figure["part"];
export type FigureState = Figure["state"];
export type Timeline = Outputs["timeline"];
export type Status = Outputs["status"]["current"];
export type Service = Outputs["services"]["list"][number];
export type Loss = Outputs["losses"]["list"][number];

type Endpoints = Outputs["endpoints"];

export type EndpointColumn = NonNullable<inferRouterInputs<AppRouter>["endpoints"]["stats"]["sort"]>;
export type EndpointList = Endpoints["stats"];
export type EndpointStats = EndpointList["endpoints"][number];
export type SlowList = Endpoints["slow"];
export type SlowEndpoint = SlowList["endpoints"][number];
export type HotspotList = Endpoints["errorHotspots"];
export type ErrorHotspot = HotspotList["endpoints"][number];
export type ErrorGroup = ErrorHotspot["groups"][number];
export type Heatmap = Endpoints["heatmap"];
export type Sparklines = Endpoints["sparklines"];
export type EndpointDetail = Endpoints["get"];

type Traces = Outputs["traces"];

export type TraceOrder = NonNullable<inferRouterInputs<AppRouter>["traces"]["search"]["sort"]>;
export type TraceList = Traces["search"];
export type TraceCursor = NonNullable<TraceList["next"]>;
export type KeptRequest = TraceList["requests"][number];
export type TraceScatter = Traces["scatter"];
export type Trace = Traces["get"];
export type TraceRequest = Trace["requests"][number];
export type Span = Trace["spans"][number];
export type RepeatedStatement = Trace["repeated"][number];

type Logs = Outputs["logs"];

export type LogSearchResult = Logs["search"];
export type LogLine = LogSearchResult["lines"][number];
export type LogLevel = LogLine["level"];
export type LogCursor = NonNullable<LogSearchResult["next"]>;
export type LogHistogram = Logs["histogram"];
export type LogEvent = Logs["stream"] extends AsyncIterable<{ data: infer Event }> ? Event : never;
export type LiveEvent = Outputs["live"] extends AsyncIterable<{ data: infer Event }> ? Event : never;
export type Completion = Outputs["search"]["complete"][number];

type Alerts = Outputs["alerts"];

export type AlertList = Alerts["list"];
export type AlertGroup = AlertList["groups"][number];
export type Alert = AlertGroup["alerts"][number];
export type Severity = Alert["severity"];
export type AlertCounts = Alerts["counts"];
export type AlertDetail = Alerts["get"];
export type AlertCursor = NonNullable<Alerts["history"]["next"]>;

type Rules = Outputs["rules"];

export type ListedRule = Rules["list"][number];
export type OfferedMetric = Rules["metrics"][number];
export type RuleMetric = ListedRule["metric"];
export type RuleDraft = inferRouterInputs<AppRouter>["rules"]["create"];
export type RulePreview = Rules["preview"];

type Channels = Outputs["channels"];

export type Channel = Channels["list"][number];
export type ChannelDraft = inferRouterInputs<AppRouter>["channels"]["create"];
export type ChannelTest = Channels["test"];

type Retention = Outputs["retention"];

export type RetentionReport = Retention["get"];
export type KindKept = RetentionReport["kinds"][number];
export type RetentionKind = Retention["preview"][number]["kind"];

export type Trend = Outputs["trends"]["current"][number];
export type PerformanceIndex = Outputs["performance"]["index"];
export type Anomaly = Outputs["anomalies"]["list"][number];
export type ExpectedBands = Outputs["anomalies"]["bands"];
