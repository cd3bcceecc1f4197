import { createVigieClient } from "@vigie/client";
import { createVigie } from "@vigie/node";
import { vigieHttp } from "@vigie/node/http";
import { LIMITS, OTHER_ROUTE } from "@vigie/protocol";
import { compact, openStore } from "@vigie/storage";
import { createDatabase, startServer, startVisited, type TestServer, until } from "@vigie/testing";
import { expect, test } from "vitest";

const DIGITS = "abcdefghij";
/** A path of letters for each number: the normaliser finds nothing in it to fold. */
const wordPath = (prefix: string, i: number) =>
  `/${prefix}/${[...String(i)].map((digit) => DIGITS[Number(digit)]).join("")}`;

function recorder({ url, token }: TestServer, service: string) {
  return createVigie({ service, url, token, flushIntervalMs: 100, processMetrics: false, onError: () => {} });
}

type Recorder = ReturnType<typeof recorder>;

const delivered = (...recorders: Recorder[]) =>
  until(async () => {
    await Promise.all(recorders.map((vigie) => vigie.flush()));
    return recorders.every((vigie) => vigie.stats().acknowledged === vigie.stats().recorded);
  }, "all is acknowledged");

test("100,000 different URLs: the endpoint limit, one (other) row, exact counts, and it shows", async () => {
  await using database = await createDatabase();
  await using server = await startServer({ env: { DATABASE_URL: database.url } });
  // Two processes of one service, each within the limit of the SDK: together they pass that of the server.
  const recorders = [recorder(server, "shop"), recorder(server, "shop")];
  await Promise.all(
    recorders.map(async (vigie, which) => {
      await using service = await startVisited(vigieHttp(vigie, (_request, response) => void response.end()));
      await service.visit(Array.from({ length: 50_000 }, (_, i) => wordPath(which ? "b" : "a", i)));
    }),
  );
  await delivered(...recorders);
  expect(recorders.map((vigie) => vigie.stats().endpoints)).toEqual([
    LIMITS.endpointsPerService,
    LIMITS.endpointsPerService,
  ]);

  const client = createVigieClient(server);
  const { endpoints } = await client.endpoints.stats.query({ service: "shop", period: "1h" });
  const named = endpoints.filter((endpoint) => endpoint.route !== OTHER_ROUTE);
  expect(named.length).toBeLessThanOrEqual(LIMITS.endpointsPerService);
  expect(named.length).toBeGreaterThan(LIMITS.endpointsPerService / 2);
  const other = endpoints.filter((endpoint) => endpoint.route === OTHER_ROUTE);
  expect(other).toHaveLength(1);
  expect(endpoints.reduce((sum, endpoint) => sum + endpoint.requestCount, 0)).toBe(100_000);
  const { api } = await client.summary.query({ service: "shop", period: "1h" });
  expect(api).toMatchObject({ available: true, requestCount: 100_000 });

  const losses = await client.losses.list.query({ service: "shop", period: "1h" });
  const folded = losses.filter((loss) => loss.cause === "endpoint-limit");
  expect(folded.reduce((sum, loss) => sum + loss.count, 0)).toBe(other[0]?.requestCount);
  expect(folded[0]?.text).toContain("(other)");
  await Promise.all(recorders.map((vigie) => vigie.close()));
});

test("two servers on one database, started at once: both take, any number compact, every count is right", async () => {
  await using database = await createDatabase();
  const env = { DATABASE_URL: database.url };
  const servers = await Promise.all([startServer({ env }), startServer({ env })]);
  const recorders = servers.map((server) => recorder(server, "shop"));
  await Promise.all(
    recorders.map(async (vigie) => {
      await using service = await startVisited(vigieHttp(vigie, (_request, response) => void response.end()));
      // The same endpoints through both, first seen by both at the same time.
      for (let round = 0; round < 10; round++)
        await service.visit(Array.from({ length: 100 }, (_, i) => wordPath("x", i)));
    }),
  );
  await delivered(...recorders);
  const counts = () =>
    Promise.all(
      servers.map(async (server) => {
        const client = createVigieClient(server);
        const { api } = await client.summary.query({ service: "shop", period: "1h" });
        const { endpoints } = await client.endpoints.stats.query({ service: "shop", period: "1h" });
        return [
          api.available && api.requestCount,
          endpoints.length,
          endpoints.reduce((sum, row) => sum + row.requestCount, 0),
        ];
      }),
    );
  expect(await counts()).toEqual([
    [2_000, 100, 2_000],
    [2_000, 100, 2_000],
  ]);

  // An hour and a half later by the clock that compaction is given, from two stores at once, beside the servers' own.
  const stores = await Promise.all([1, 2].map(() => openStore({ url: database.url, connections: 2 })));
  const later = Date.now() + 5_400_000;
  const written = await Promise.all(stores.map((store) => compact(store, later)));
  expect(Math.max(...written.map(Number))).toBeGreaterThan(0);
  expect(await counts()).toEqual([
    [2_000, 100, 2_000],
    [2_000, 100, 2_000],
  ]);
  await Promise.all([...recorders.map((vigie) => vigie.close()), ...stores.map((store) => store.close())]);
  for (const server of servers) expect(await server.stop()).toEqual({ code: 0, signal: null });
});
