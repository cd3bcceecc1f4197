import { gunzipSync } from "node:zlib";
import { batchSchema } from "@vigie/protocol";
import { expect, test } from "vitest";
import { createLineBatches } from "./line-batches.ts";

test("batches are valid, of one service each, and never sent twice under one id", () => {
  const next = createLineBatches({ count: 3, linesPerBatch: 40, nowMs: Date.now(), lineEveryMs: 0.1 });
  const batches = Array.from({ length: 7 }, () => batchSchema.parse(JSON.parse(gunzipSync(next()).toString())));
  expect(new Set(batches.map(({ id }) => id)).size).toBe(7);
  for (const { logs } of batches) expect(logs).toHaveLength(40);
  expect(batches[3]?.logs).toEqual(batches[0]?.logs);
  expect(batches[1]?.logs).not.toEqual(batches[0]?.logs);
});
