import { makeRollup } from "@vigie/testing";
import { openApi } from "@vigie/testing/api";
import { expect, test } from "vitest";

test("a preview of each of very many endpoints looks at the busiest, and says so", async () => {
  await using vigie = await openApi();
  const rollups = Array.from({ length: 130 }, (_, i) =>
    makeRollup({ atMs: vigie.nowMs, route: `/r${i}`, durations: Array.from({ length: i + 1 }, () => 50) }),
  );
  await vigie.send({ rollups });
  await vigie.pass(1_300_000);
  const rule = {
    name: "Slow",
    metric: { kind: "figure", figure: "api.p95Ms" },
    scope: { endpoint: "each" },
    comparison: "above",
    threshold: 5,
    severity: "info",
    forSeconds: 0,
  } as const;
  const { subjects, episodes, approximation } = await vigie.api.rules.preview({ rule });
  expect(subjects).toBe(100);
  expect(approximation).toContain("Only the 100 endpoints with the most requests");
  const routes = new Set(episodes.map(({ labels }) => labels.route));
  expect(routes.has("/r129")).toBe(true);
  expect(routes.has("/r29")).toBe(false);
});
