import { gunzipSync } from "node:zlib";
import { batchSchema } from "@vigie/protocol";
import { expect, test } from "vitest";
import { createBatchFactory } from "./batch-factory.ts";

test("what it makes is a valid batch that holds what it says, under an id of its own", () => {
  const next = createBatchFactory({ service: "shop", endpoints: 30, instances: 2 }, Date.now());
  const ids = new Set<string>();
  const instances = new Set<string>();
  for (let i = 0; i < 10; i++) {
    const parcel = next();
    const batch = batchSchema.parse(JSON.parse(gunzipSync(parcel.body).toString()));
    ids.add(batch.id);
    instances.add(batch.resource.instance);
    expect(batch.rollups).toHaveLength(parcel.rollups);
    expect(batch.rollups.reduce((sum, { count }) => sum + count, 0)).toBe(parcel.requests);
    for (const { status, count } of batch.rollups) expect(status.reduce((a, b) => a + b)).toBe(count);
  }
  expect(ids.size).toBe(10);
  expect(instances.size).toBe(2);
});
