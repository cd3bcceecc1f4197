import { LIMITS } from "@vigie/protocol";
import { createDatabase, makeBatch, makeRollup, type TestDatabase } from "@vigie/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commitBatches, LOSS_METRIC } from "./commit-batches.ts";
import { createDimensions } from "./dimensions.ts";
import { openStore, type Store } from "./store.ts";

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await createDatabase();
  store = await openStore({ url: database.url, connections: 4 });
});

afterAll(async () => {
  await store?.close();
  await database?.[Symbol.asyncDispose]();
});

const resource = (service: string, changes: object = {}) => ({ service, instance: "i", sdk: "testing/1", ...changes });

test("past the limit of instances a new one counts under (other), which the losses say; those that are known stay", async () => {
  const { sql, dimensions } = store;
  const { serviceId } = await dimensions.instance(resource("crowded", { release: "r1" }));
  await sql`
    INSERT INTO instances (service_id, name, release, environment)
    SELECT ${serviceId}, 'pod-' || i, 'r1', '' FROM generate_series(2, ${LIMITS.instancesPerService}::int) AS i`;
  const rollups = [makeRollup({ atMs: Date.now(), durations: [1] })];
  const send = (instance: string) =>
    commitBatches(
      store,
      [makeBatch(Date.now(), { resource: resource("crowded", { instance, release: "r1" }), rollups })],
      Date.now(),
    );
  for (const instance of ["new-1", "new-2", "new-1", "pod-7"]) await send(instance);

  const names =
    await sql`SELECT name, release FROM instances WHERE service_id = ${serviceId} AND name NOT LIKE 'pod-%'`;
  expect(names).toEqual(
    expect.arrayContaining([
      { name: "i", release: "r1" },
      { name: "(other)", release: "r1" },
    ]),
  );
  expect(names).toHaveLength(2);
  const [loss] = await sql`
    SELECT sum(value) AS count FROM metrics
    WHERE name = ${LOSS_METRIC} AND labels = '{"what": "instances", "cause": "instance-limit"}'`;
  expect(loss?.count).toBe(2);
  // A day later they are others.
  await sql`UPDATE instances SET last_seen = now() - interval '25 hours' WHERE service_id = ${serviceId}`;
  dimensions.forget();
  const later = await dimensions.instance(resource("crowded", { instance: "new-3", release: "r1" }));
  expect(await sql`SELECT name FROM instances WHERE id = ${later.id}`).toEqual([{ name: "new-3" }]);
});

test("past the limit of releases a new one is (other), and a known one is not", async () => {
  const { sql, dimensions } = store;
  const { serviceId } = await dimensions.instance(resource("often released", { release: "r0" }));
  await sql`
    INSERT INTO instances (service_id, name, release)
    SELECT ${serviceId}, 'i', 'r' || i FROM generate_series(1, ${LIMITS.releasesPerService - 1}::int) AS i`;
  expect((await dimensions.instance(resource("often released", { release: "r9999" }))).release).toBe("(other)");
  expect((await dimensions.instance(resource("often released", { instance: "j", release: "r5" }))).release).toBe("r5");
});

// Each of them knew of the other's endpoints only what there were when it started.
test("two servers together keep to the limit of endpoints", async () => {
  const other = createDimensions(store.sql);
  const keys = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, i) => ({ method: "GET", route: `/${prefix}/${i}` }));
  await store.dimensions.endpoints("wide", []);
  await other.endpoints("wide", []);
  const first = await store.dimensions.endpoints("wide", keys("a", LIMITS.endpointsPerService - 10));
  expect(first.folded.filter(Boolean)).toHaveLength(0);
  const second = await other.endpoints("wide", keys("b", LIMITS.endpointsPerService));
  expect(second.folded.filter(Boolean)).toHaveLength(LIMITS.endpointsPerService - 10);
  expect(new Set(second.ids).size).toBe(11);
});

test("past the limit of services a new one is refused, and a known one is not", async () => {
  const { sql, dimensions } = store;
  await dimensions.requireService("known");
  await sql`INSERT INTO services (name) SELECT 's' || i FROM generate_series(1, ${LIMITS.services}::int) AS i`;
  await expect(dimensions.requireService("one more")).rejects.toMatchObject({ code: "SERVICE_LIMIT", status: 400 });
  dimensions.forget();
  await dimensions.requireService("known");
});
