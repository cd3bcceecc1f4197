import { VigieError } from "@vigie/protocol";
import { type OpenApi, openApi } from "@vigie/testing/api";
import { expect, test } from "vitest";

const RULE = {
  name: "Slow",
  metric: { kind: "sample", type: "custom", name: "depth", aggregate: "mean" },
  comparison: "above",
  threshold: 1,
  severity: "info",
} as const;
const HALF = "a\ud800b";

const calls: [string, (api: OpenApi["api"]) => Promise<unknown>][] = [
  ["NUL in the name of a service", (api) => api.alerts.list({ service: "\0" })],
  ["NUL in a note", (api) => api.alerts.acknowledge({ ids: [1], note: "a\0b" })],
  ["NUL in a name", (api) => api.alerts.resolve({ ids: [1], by: "\0" })],
  ["NUL in a hint", (api) => api.rules.create({ ...RULE, hint: "a\0b" })],
  [
    "NUL in the name of a metric",
    (api) => api.rules.preview({ rule: { ...RULE, metric: { ...RULE.metric, name: "\0" } } }),
  ],
  ["half a character in a label", (api) => api.rules.create({ ...RULE, scope: { labels: { [HALF]: "x" } } })],
  ["the year 0", (api) => api.alerts.history({ period: "24h", before: { openedAt: "0000-01-01T00:00:00Z", id: 1 } })],
  ["a version that cannot be", (api) => api.rules.update({ id: 1, version: 2 ** 40, rule: RULE })],
];

test.for(calls)("what Postgres cannot hold is the caller's mistake, not ours: %s", async ([, call]) => {
  await using vigie = await openApi();
  const error: unknown = await call(vigie.api).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "BAD_REQUEST" });
  const { cause } = error as Error;
  expect(cause instanceof VigieError ? cause.code : undefined).toBe("REQUEST_MALFORMED");
});
