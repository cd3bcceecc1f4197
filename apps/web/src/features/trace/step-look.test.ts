import { expect, test } from "vitest";
import type { Span, Trace } from "../../lib/trpc.ts";
import { repeatsOf, serviceEdges, stepText } from "./step-look.ts";
import type { WaterfallRow } from "./waterfall.ts";

const sql = (fingerprint: string, service = "shop") =>
  ({ kind: "sql", name: "SELECT", service, statement: { fingerprint, text: "select\n\t1" } }) as Span;
const row = (span: Span) => ({ kind: "span", span, service: span.service }) as WaterfallRow;

test("a step is told by its statement on one line, not cut within a character", () => {
  expect(stepText(sql("a"))).toBe("select 1");
  const long = { ...sql("a"), statement: { fingerprint: "a", text: `${"x".repeat(239)}😀 and more` } };
  expect(stepText(long)).toBe(`${"x".repeat(239)}…`);
  expect(stepText({ ...sql("a"), kind: "own", name: "load", statement: null })).toBe("load");
});

test("steps of a statement that ran often say how often, those of another service do not", () => {
  const repeated = [
    { fingerprint: "a", service: "shop", calls: 12 },
    { fingerprint: "b", service: "shop", calls: 4 },
  ] as Trace["repeated"];
  const repeats = repeatsOf({ repeated });
  expect([sql("a"), sql("b"), sql("a", "stock")].map((span) => repeats(row(span)))).toEqual([12, undefined, undefined]);
});

test("services are marked only where there are several", () => {
  expect(serviceEdges([sql("a"), sql("b")]).size).toBe(0);
  const edges = serviceEdges([sql("a"), sql("b", "stock")]);
  expect(edges.get("shop")).not.toBe(edges.get("stock"));
});
