import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { batchSchema, metricSchema } from "./batch.ts";
import { LIMITS } from "./limits.ts";
import { METRIC_TYPES, SENT_AT_HEADER, WIRE_VERSION } from "./wire.ts";

const page = readFileSync(new URL("../../../docs/protocol.md", import.meta.url), "utf8");

test("docs/protocol.md names every field, limit, metric type and loss", () => {
  const fields = [batchSchema, batchSchema.shape.resource].flatMap((schema) => Object.keys(schema.shape));
  const items = [
    batchSchema.shape.rollups,
    batchSchema.shape.requests,
    batchSchema.shape.metrics,
    batchSchema.shape.losses,
  ];
  for (const list of items) fields.push(...Object.keys(list.unwrap().element.shape));
  for (const field of fields) expect(page).toContain(`\`${field}\``);
  const { what, cause } = batchSchema.shape.losses.unwrap().element.shape;
  for (const value of [...METRIC_TYPES, ...what.options, ...cause.options]) expect(page).toContain(`\`${value}\``);
  expect(page).toContain(SENT_AT_HEADER);
  expect(page).toContain(`\`version\` | ${WIRE_VERSION}`);
  for (const [name, limit] of Object.entries(LIMITS)) {
    const shown = limit > 1e15 ? String(limit).replace("+", "") : limit.toLocaleString("en");
    expect(page).toMatch(new RegExp(`\\| \`${name}\` \\|.*\\| ${shown} \\|`));
  }
});

const sample = { time: 1, type: "custom", name: "n", value: 0, labels: {} };

test("any text as name and labels comes out as Postgres can keep it, or is refused", () => {
  const text = fc.string({ unit: "binary", maxLength: 140 });
  // Code units alone: halves of surrogate pairs among them.
  const units = fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 140 })
    .map((codes) => String.fromCharCode(...codes));
  fc.assert(
    fc.property(fc.oneof(text, units), fc.oneof(text, units), (name, value) => {
      const parsed = metricSchema.safeParse({ ...sample, name, labels: { [name]: value } });
      if (!parsed.success) return;
      for (const kept of [parsed.data.name, ...Object.entries(parsed.data.labels).flat()]) {
        expect(kept).not.toMatch(/\0|\p{Surrogate}/u);
        expect(Buffer.from(kept, "utf8").toString("utf8")).toBe(kept);
        expect(kept.length).toBeLessThanOrEqual(LIMITS.labelLength);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("only finite values within the magnitude that Postgres can add and square", () => {
  for (const value of [0, -0, 1e-300, LIMITS.magnitude, -LIMITS.magnitude])
    expect(metricSchema.safeParse({ ...sample, value }).success).toBe(true);
  for (const value of [Number.NaN, Infinity, -Infinity, LIMITS.magnitude * 1.01, Number.MAX_VALUE, null, "1", 1n]) {
    expect(metricSchema.safeParse({ ...sample, value }).success).toBe(false);
  }
});

test("labels may be left out, and are then none", () => {
  const { labels: _, ...without } = sample;
  expect(metricSchema.parse(without).labels).toEqual({});
});
