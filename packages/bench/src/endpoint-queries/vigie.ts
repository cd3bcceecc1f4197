import { appRouter } from "@vigie/api";
import { type Period, readRollups, type Store } from "@vigie/storage";
import { makeApiContext } from "@vigie/testing/api";
import type { EndpointRow } from "./classic.ts";
import { type LoadedService, SERVICE } from "./load.ts";

export type PeriodInput = "1h" | "24h" | "7d" | "30d" | { from: string; to: string };

/** Endpoints as the procedure answers about them. */
export interface Answer {
  period: Period;
  endpoints: (Omit<EndpointRow, "endpoint"> & { id: number })[];
}

/** `endpoints.stats` through the router: everything that the endpoints page asks of it, at the server's clock `nowSeconds`. */
export async function askStats(store: Store, period: PeriodInput, nowSeconds: number): Promise<Answer> {
  const caller = appRouter.createCaller(makeApiContext(store, { now: () => Math.floor(nowSeconds * 1000) }));
  const { from, to, endpoints } = await caller.endpoints.stats({ service: SERVICE, period });
  return {
    period: { fromSeconds: Date.parse(from) / 1000, toSeconds: Date.parse(to) / 1000 },
    // Field by field: this is timed too, and copies of whole rows took a third of a millisecond.
    endpoints: endpoints.map((row) => ({
      id: row.id,
      requestCount: row.requestCount,
      avgMs: row.avgMs,
      p50Ms: row.p50Ms ?? Number.NaN,
      p95Ms: row.p95Ms ?? Number.NaN,
      p99Ms: row.p99Ms ?? Number.NaN,
      clientErrorCount: row.clientErrorCount,
      serverErrorCount: row.serverErrorCount,
    })),
  };
}

/** The columns of the classic query alone: reading and merging, without what the procedure knows beside them. */
export async function readColumns(store: Store, { endpointIds }: LoadedService, period: Period): Promise<Answer> {
  const byId = await readRollups(store, { kind: "endpoint", ids: endpointIds, period });
  const endpoints: Answer["endpoints"] = [];
  for (const [id, merged] of byId) {
    const [p50Ms, p95Ms, p99Ms] = merged.quantiles([0.5, 0.95, 0.99]);
    endpoints.push({
      id,
      requestCount: merged.count,
      avgMs: merged.sumMs / merged.count,
      p50Ms: p50Ms ?? Number.NaN,
      p95Ms: p95Ms ?? Number.NaN,
      p99Ms: p99Ms ?? Number.NaN,
      clientErrorCount: merged.status4xx,
      serverErrorCount: merged.status5xx,
    });
  }
  return { period, endpoints };
}
