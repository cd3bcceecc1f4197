import { createVigieClient } from "@vigie/client";
import { storedRequests } from "@vigie/testing";
import postgres from "postgres";
import { type Done, NUMBERED, NUMBERED_METRIC } from "./world/numbered.ts";
import type { World } from "./world/world.ts";

/** Of one kind of record: what the service did, and what Vigie says of it. */
export interface Balance {
  sent: number;
  stored: number;
  /** Reported as lost, as Vigie shows it. */
  dropped: number;
  lost: number;
  twice: number;
  /** Where something is lost or twice: what stands in the tables, to tell a wrong answer from a wrong store. */
  inTables?: number;
}

export type Kind = "requests" | "logs" | "metrics";

/** As long as anything that a run makes is kept, and longer than a clock is off. */
const PERIOD = "7d";

/** What the service counted itself against what Vigie answers, and single logs and samples against the tables. */
export async function takeBalance(world: World, done: Done): Promise<Record<Kind, Balance>> {
  const { service, token } = world.watched;
  const client = createVigieClient({ url: world.server.url, token });
  const [{ endpoints }, losses] = await Promise.all([
    client.endpoints.stats.query({ service, period: PERIOD, limit: 100 }),
    client.losses.list.query({ service, period: PERIOD }),
  ]);
  const dropped = (kind: Kind) => losses.filter(({ what }) => what === kind).reduce((sum, { count }) => sum + count, 0);
  const byRoute = new Map(endpoints.map(({ route, requestCount }) => [route, requestCount]));
  const sql = postgres(world.postgres.url, { max: 1 });
  try {
    const [logs] = await sql<Numbered[]>`
      SELECT count(*)::int AS stored, count(DISTINCT message)::int AS different FROM logs WHERE message LIKE ${`${NUMBERED}%`}`;
    const [metrics] = await sql<Numbered[]>`
      SELECT count(*)::int AS stored, count(DISTINCT value)::int AS different FROM metrics WHERE name = ${NUMBERED_METRIC}`;
    const requests = ofRequests(done.requests, byRoute, dropped("requests"));
    if (requests.lost + requests.twice > 0) requests.inTables = await storedRequests(sql, service);
    return {
      requests,
      logs: ofNumbered(done.logs, logs, dropped("logs")),
      metrics: ofNumbered(done.metrics, metrics, dropped("metrics")),
    };
  } finally {
    await sql.end();
  }
}

/** By route where nothing was dropped, so that one lost here and one counted twice there are seen. */
function ofRequests(done: Done["requests"], byRoute: ReadonlyMap<string, number>, dropped: number): Balance {
  const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);
  const [sent, stored] = [sum(Object.values(done)), sum(byRoute.values())];
  const routes = new Set([...Object.keys(done), ...byRoute.keys()]);
  const missing =
    dropped > 0
      ? [sent - stored - dropped]
      : [...routes].map((route) => (done[route] ?? 0) - (byRoute.get(route) ?? 0));
  return {
    sent,
    stored,
    dropped,
    lost: sum(missing.map((count) => Math.max(0, count))),
    twice: sum(missing.map((count) => Math.max(0, -count))),
  };
}

interface Numbered {
  stored: number;
  different: number;
}

function ofNumbered(
  sent: number,
  { stored, different }: Numbered = { stored: 0, different: 0 },
  dropped: number,
): Balance {
  const missing = sent - different - dropped;
  return { sent, stored, dropped, lost: Math.max(0, missing), twice: stored - different + Math.max(0, -missing) };
}
