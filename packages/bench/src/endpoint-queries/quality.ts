import type { Period } from "@vigie/storage";
import type { EndpointRow } from "./classic.ts";
import type { Traffic } from "./traffic.ts";
import type { Detail } from "./units.ts";

const QUANTILES = ["p50Ms", "p95Ms", "p99Ms"] as const;

type Judged = Omit<EndpointRow, "endpoint">;

/** What is exactly true of one endpoint over a period: its requests are drawn once more. */
export function exactRow(
  traffic: Traffic,
  { endpoint, detail, period }: { endpoint: number; detail: Detail; period: Period },
): Judged {
  const durations: number[] = [];
  let clientErrorCount = 0;
  let serverErrorCount = 0;
  for (const unit of detail.units(period)) {
    traffic.draw(endpoint, unit, ({ durationMs, status }) => {
      durations.push(durationMs);
      if (status >= 500) serverErrorCount++;
      else if (status >= 400) clientErrorCount++;
    });
  }
  const sorted = Float64Array.from(durations).sort();
  const nearestRank = (q: number) => sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? Number.NaN;
  return {
    requestCount: sorted.length,
    avgMs: sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length,
    p50Ms: nearestRank(0.5),
    p95Ms: nearestRank(0.95),
    p99Ms: nearestRank(0.99),
    clientErrorCount,
    serverErrorCount,
  };
}

/** The largest relative error of a quantile. Throws when counts differ, or averages by more than rounding. */
export function worstQuantileError(found: Judged, exact: Judged, what: string): number {
  for (const name of ["requestCount", "clientErrorCount", "serverErrorCount"] as const) {
    if (found[name] !== exact[name]) throw new Error(`${what}: ${name} is ${found[name]}, not ${exact[name]}`);
  }
  if (Math.abs(found.avgMs / exact.avgMs - 1) > 1e-9)
    throw new Error(`${what}: avgMs is ${found.avgMs}, not ${exact.avgMs}`);
  return Math.max(...QUANTILES.map((name) => Math.abs(found[name] / exact[name] - 1)));
}
