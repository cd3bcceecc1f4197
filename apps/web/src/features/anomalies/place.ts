import type { EndpointName } from "../../lib/endpoint-address.ts";
import { rangeOf } from "../../lib/period.ts";
import type { Anomaly } from "../../lib/trpc.ts";

/** What is shown of the time before it began, and after it was over: at least this, and half of what it lasted. */
const LEAST_AROUND_MS = 30 * 60_000;

export interface AnomalyPlace {
  /** ISO 8601. */
  from: string;
  to: string;
  /** The endpoint's own page; null for the overview. */
  endpoint: EndpointName | null;
  /** Section of the overview. */
  section: string;
}

/** Where it is seen: its chart, over the time in which it went on. `now` in ms. */
export function placeOf({ figure, service, endpoint, onset, endedAt }: Anomaly, now: number): AnomalyPlace {
  const from = Date.parse(onset);
  const to = endedAt === null ? now : Date.parse(endedAt);
  const around = Math.max(LEAST_AROUND_MS, (to - from) / 2);
  const [part = ""] = figure.split(".");
  return {
    ...rangeOf(from - around, Math.min(now, to + around)),
    endpoint: endpoint && service !== null ? { service, ...endpoint } : null,
    section: part !== "api" ? part : figure === "api.p95Ms" ? "latency" : "throughput",
  };
}

/** Those that go on now, of a figure as a whole: an endpoint's is told with the endpoint. */
export function openOf(anomalies: readonly Anomaly[] | undefined, figure: Anomaly["figure"]): Anomaly[] {
  return (anomalies ?? []).filter(
    (anomaly) => anomaly.figure === figure && anomaly.endedAt === null && anomaly.endpoint === null,
  );
}

/** Whose figure it is where it is no service's. */
export function targetOf(figure: Anomaly["figure"]): string {
  const [part] = figure.split(".");
  return part === "redis" ? "Redis" : part === "postgres" ? "Postgres" : "this machine";
}
