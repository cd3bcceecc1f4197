import { PRESENCE } from "@vigie/storage";
import { makeRollup } from "@vigie/testing";
import { makeRule, type OpenApi, openApi } from "@vigie/testing/api";
import { expect, test } from "vitest";
import { evaluateRules } from "./evaluate.ts";
import { createMeasuring } from "./measure.ts";
import type { RuleDraft } from "./rule.ts";

const DRAFT = makeRule({ metric: { kind: "figure", figure: "api.requestCount" }, comparison: "below", threshold: 1 });

const alive = (time: number) => ({ time, ...PRESENCE, value: 1e8, labels: {} });

function measured(vigie: OpenApi, rule: RuleDraft, toMs: number) {
  return createMeasuring({ store: vigie.store, toSeconds: Math.floor(toMs / 10_000) * 10, nowMs: vigie.nowMs })(
    rule,
    [],
  );
}

async function minutesOfTraffic(vigie: OpenApi, minutes: number, service = "shop") {
  for (let i = 0; i < minutes * 6; i++) {
    const rollups = [makeRollup({ atMs: vigie.nowMs, durations: [1, 2, 3] })];
    await vigie.send({ rollups, metrics: [alive(vigie.nowMs)] }, service);
    await vigie.pass(10_000);
  }
}

test("judged late, a service that was not heard of then is not said to have had no requests", async () => {
  await using vigie = await openApi();
  await minutesOfTraffic(vigie, 2);
  await vigie.pass(600_000);
  await minutesOfTraffic(vigie, 1);
  const [then] = await measured(vigie, DRAFT, vigie.nowMs - 300_000);
  expect(then?.reading.value).toBeNull();
  const [now] = await measured(vigie, DRAFT, vigie.nowMs);
  expect(now?.reading.value).toBeGreaterThan(0);
});

test("a preview does not say that a service had no requests while only another one was there", async () => {
  await using vigie = await openApi();
  await minutesOfTraffic(vigie, 3, "shop");
  await vigie.pass(120_000);
  await minutesOfTraffic(vigie, 5, "till");
  const preview = await vigie.api.rules.preview({ rule: DRAFT });
  expect(preview.episodes.map(({ labels }) => labels.service)).toEqual([]);
});

test("a rule for logs of Vigie itself counts them", async () => {
  await using vigie = await openApi();
  const logs = [{ time: vigie.nowMs, level: "error" as const, message: "it failed", cut: 0 }];
  await vigie.send({ logs, metrics: [alive(vigie.nowMs)] }, "vigie");
  await vigie.pass(10_000);
  const rule: RuleDraft = {
    ...DRAFT,
    metric: { kind: "logs", query: "level:error" },
    scope: { service: "vigie" },
    comparison: "above",
    threshold: 0,
  };
  const [own] = await measured(vigie, rule, vigie.nowMs);
  expect(own?.reading.value).toBe(1);
  await vigie.pass(120_000);
  expect((await vigie.api.rules.preview({ rule })).evidence.values.some((value) => value === 1)).toBe(true);
});

test("the evidence of an alert about samples of one target is of that target", async () => {
  await using vigie = await openApi();
  const sample = (target: string, value: number) => ({
    time: vigie.nowMs,
    type: "custom" as const,
    name: "depth",
    value,
    labels: { target },
  });
  const rule: RuleDraft = {
    ...DRAFT,
    metric: { kind: "sample", type: "custom", name: "depth", aggregate: "max" },
    scope: { service: "shop", labels: { target: "orders" } },
    comparison: "above",
    threshold: 5,
  };
  await vigie.send({ metrics: [alive(vigie.nowMs)] });
  await vigie.api.rules.create(rule);
  for (let i = 0; i < 12; i++) {
    await vigie.send({ metrics: [alive(vigie.nowMs), sample("orders", 10), sample("mails", 999)] });
    await vigie.pass(10_000);
    await evaluateRules({ store: vigie.store, toSeconds: Math.floor(vigie.nowMs / 10_000) * 10, nowMs: vigie.nowMs });
  }
  const { groups } = await vigie.api.alerts.list({});
  const alert = groups.flatMap(({ alerts }) => alerts)[0];
  expect(alert?.text).toContain("orders");
  const { evidence } = await vigie.api.alerts.get({ id: alert?.id ?? 0 });
  expect(Math.max(...evidence.values.map((value) => value ?? 0))).toBe(10);
});

test.for([{ kind: "figure", figure: "system.memoryRatio" } as const, { kind: "silence" } as const])(
  "a rule that would wait for ever for samples is refused: %o",
  async (metric) => {
    await using vigie = await openApi();
    const threshold = metric.kind === "silence" ? 60_000 : 0.8;
    const rule: RuleDraft = { ...DRAFT, metric, comparison: "above", threshold, minimumSamples: 20 };
    await expect(vigie.api.rules.create(rule)).rejects.toThrow(/minimumSamples/);
    await vigie.api.rules.create({ ...rule, minimumSamples: 0 });
  },
);
