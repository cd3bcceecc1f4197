import { VigieError } from "@vigie/protocol";
import { PRESENCE } from "@vigie/storage";
import { makeRollup } from "@vigie/testing";
import { makeRule, type OpenApi, openApi } from "@vigie/testing/api";
import { describe, expect, test } from "vitest";
import { type Evaluated, evaluateRules } from "./evaluate.ts";
import type { RuleDraft } from "./rule.ts";

const TEN_SECONDS = 10_000;

/** At the end of the last whole ten seconds. */
function evaluate({ store, nowMs }: OpenApi): Promise<Evaluated | null> {
  return evaluateRules({ store, toSeconds: Math.floor(nowMs / TEN_SECONDS) * 10, nowMs });
}

interface Traffic {
  seconds: number;
  /** Requests in ten seconds. */
  ok?: number;
  failed?: number;
  service?: string;
  route?: string;
  /** Whether the service is heard of at all. */
  silent?: boolean;
}

/** Traffic for so long; rules are evaluated every ten seconds. */
async function traffic(
  vigie: OpenApi,
  { seconds, ok = 0, failed = 0, service = "shop", route = "/items", silent = false }: Traffic,
) {
  for (let passed = 0; passed < seconds; passed += 10) {
    const atMs = vigie.nowMs;
    const rollups = [
      ...(ok > 0 ? [makeRollup({ atMs, route, durations: Array.from({ length: ok }, () => 10) })] : []),
      ...(failed > 0
        ? [makeRollup({ atMs, route, durations: Array.from({ length: failed }, () => 20), status: 500 })]
        : []),
    ];
    const alive = { time: atMs, ...PRESENCE, value: 1e8, labels: {} };
    if (!silent) await vigie.send({ rollups, metrics: [alive] }, service);
    await vigie.pass(TEN_SECONDS);
    await evaluate(vigie);
  }
}

async function openAlerts(vigie: OpenApi) {
  const { groups } = await vigie.api.alerts.list({});
  return groups.flatMap(({ alerts }) => alerts);
}

const refused = (code: string) => (error: unknown) =>
  error instanceof Error && error.cause instanceof VigieError && error.cause.code === code;

const DRAFT = makeRule({ name: "Slow" });

describe("an alert", () => {
  test("opens after its for-duration, stays one, and ends by itself when the condition is over", async () => {
    await using vigie = await openApi();
    await traffic(vigie, { seconds: 60, ok: 100 });
    expect(await openAlerts(vigie)).toEqual([]);
    await traffic(vigie, { seconds: 30, ok: 90, failed: 10 });
    expect(await openAlerts(vigie)).toEqual([]);
    await traffic(vigie, { seconds: 60, ok: 90, failed: 10 });
    const [alert, ...others] = await openAlerts(vigie);
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      severity: "critical",
      state: "open",
      labels: { service: "shop" },
      rule: { name: "More than 5 % of requests fail (5xx)", unit: "ratio" },
    });
    expect(alert?.text).toMatch(/^shop: Error rate \(5xx\) \d+(\.\d+)? %, above 5 %$/);
    expect(alert?.worstValue).toBeCloseTo(0.1, 6);
    expect(Date.parse(alert?.openedAt ?? "") - Date.parse(alert?.since ?? "")).toBeGreaterThanOrEqual(30_000);
    expect(await vigie.api.alerts.counts()).toEqual({ critical: 1, warning: 0, info: 0, acknowledged: 0, snoozed: 0 });

    await traffic(vigie, { seconds: 180, ok: 100 });
    expect(await openAlerts(vigie)).toEqual([]);
    const { alerts } = await vigie.api.alerts.history({ period: "1h" });
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({ state: "resolved", resolution: "cleared", resolvedBy: null });
    const detail = await vigie.api.alerts.get({ id: alert?.id ?? 0 });
    expect(detail.events.map(({ kind }) => kind)).toEqual(["opened", "resolved"]);
    expect(Math.max(...detail.evidence.values.map((value) => value ?? 0))).toBeCloseTo(0.1, 6);
  });

  test("is one, however many leaders evaluate at once and whoever goes on", async () => {
    await using vigie = await openApi();
    for (let i = 0; i < 8; i++) {
      const durations = Array.from({ length: 50 }, () => 10);
      await vigie.send({ rollups: [makeRollup({ atMs: vigie.nowMs, durations, status: 500 })] });
      await vigie.pass(TEN_SECONDS);
      const done = await Promise.all([evaluate(vigie), evaluate(vigie), evaluate(vigie)]);
      expect(done.filter((one) => one !== null)).toHaveLength(1);
    }
    expect(await openAlerts(vigie)).toHaveLength(1);
    const { alerts } = await vigie.api.alerts.history({ period: "1h" });
    expect(alerts).toHaveLength(1);
    expect((await vigie.api.alerts.get({ id: alerts[0]?.id ?? 0 })).events).toHaveLength(1);
  });

  test("is acknowledged by one person; the second is told by whom", async () => {
    await using vigie = await openApi();
    await traffic(vigie, { seconds: 60, ok: 10, failed: 10 });
    const ids = (await openAlerts(vigie)).map(({ id }) => id);
    const both = await Promise.allSettled(
      ["Ana", "Ben"].map((by) => vigie.api.alerts.acknowledge({ ids, by, note: `${by} looks` })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refusal = both.find((one) => one.status === "rejected")?.reason;
    expect(refused("ALERT_ACKNOWLEDGED")(refusal)).toBe(true);
    const [alert] = await openAlerts(vigie);
    expect(alert?.state).toBe("acknowledged");
    expect(refusal.message).toContain(`${alert?.acknowledgedBy} acknowledged`);
    expect(alert?.note).toBe(`${alert?.acknowledgedBy} looks`);
    expect(await vigie.api.alerts.counts()).toMatchObject({ critical: 0, acknowledged: 1 });
    await expect(vigie.api.alerts.acknowledge({ ids: [...ids, 999] })).rejects.toSatisfy(refused("ALERT_UNKNOWN"));
  });

  test("that a person resolved does not come again before it was well once", async () => {
    await using vigie = await openApi();
    await traffic(vigie, { seconds: 60, ok: 10, failed: 10 });
    const ids = (await openAlerts(vigie)).map(({ id }) => id);
    await vigie.api.alerts.resolve({ ids, by: "Ana" });
    await expect(vigie.api.alerts.resolve({ ids })).rejects.toSatisfy(refused("ALERT_ENDED"));
    await traffic(vigie, { seconds: 120, ok: 10, failed: 10 });
    expect(await openAlerts(vigie)).toEqual([]);
    await traffic(vigie, { seconds: 90, ok: 10 });
    await traffic(vigie, { seconds: 60, ok: 10, failed: 10 });
    expect(await openAlerts(vigie)).toHaveLength(1);
  });

  test("that is snoozed counts as that, and is woken by time", async () => {
    await using vigie = await openApi();
    await traffic(vigie, { seconds: 60, ok: 10, failed: 10 });
    const ids = (await openAlerts(vigie)).map(({ id }) => id);
    await vigie.api.alerts.snooze({ ids, minutes: 1, by: "Ana" });
    expect(await vigie.api.alerts.counts()).toMatchObject({ critical: 0, snoozed: 1 });
    await traffic(vigie, { seconds: 70, ok: 10, failed: 10 });
    expect(await vigie.api.alerts.counts()).toMatchObject({ critical: 1, snoozed: 0 });
    const { events } = await vigie.api.alerts.get({ id: ids[0] ?? 0 });
    expect(events.map(({ kind }) => kind)).toEqual(["opened", "snoozed", "woken"]);
  });

  test("whose data stops coming stays open and says since when; the silence is an alert of its own", async () => {
    await using vigie = await openApi();
    await traffic(vigie, { seconds: 60, ok: 10, failed: 10 });
    await traffic(vigie, { seconds: 200, silent: true });
    const alerts = await openAlerts(vigie);
    expect(alerts.map(({ rule }) => rule.name).sort()).toEqual([
      "A service is silent for 2 min",
      "More than 5 % of requests fail (5xx)",
    ]);
    const failing = alerts.find(({ rule }) => rule.metric.kind === "figure");
    expect(failing?.noDataSince).not.toBeNull();
    const silent = alerts.find(({ rule }) => rule.metric.kind === "silence");
    expect(silent?.text).toMatch(/^shop: Nothing heard for \d(\.\d+)? min$/);
    await traffic(vigie, { seconds: 120, ok: 10 });
    expect(await openAlerts(vigie)).toEqual([]);
  });

  test("ends when its rule is switched off, watches something else, or is gone", async () => {
    await using vigie = await openApi();
    const ends = [
      (id: number, version: number) => vigie.api.rules.update({ id, version, rule: { ...DRAFT, isEnabled: false } }),
      (id: number, version: number) =>
        vigie.api.rules.update({ id, version, rule: { ...DRAFT, scope: { service: "shop" } } }),
      (id: number) => vigie.api.rules.remove({ id }),
    ];
    const resolutions: (string | null)[] = [];
    for (const end of ends) {
      const rule = await vigie.api.rules.create(DRAFT);
      await traffic(vigie, { seconds: 20, ok: 20 });
      expect((await openAlerts(vigie)).map((alert) => alert.rule.id)).toContain(rule.id);
      await end(rule.id, rule.version);
      expect((await openAlerts(vigie)).map((alert) => alert.rule.id)).not.toContain(rule.id);
      const { alerts } = await vigie.api.alerts.history({ period: "1h", rule: rule.id });
      resolutions.push(alerts[0]?.resolution ?? null);
      await vigie.api.rules.remove({ id: rule.id }).catch(() => {});
    }
    expect(resolutions).toEqual(["rule-disabled", "rule-changed", "rule-removed"]);
  });

  test("of each endpoint stands for that endpoint; those of one service that begin together are one group", async () => {
    await using vigie = await openApi();
    await vigie.api.rules.create({ ...DRAFT, scope: { endpoint: "each" } });
    for (const route of ["/a", "/b"]) {
      const rollups = [makeRollup({ atMs: vigie.nowMs, route, durations: [20] })];
      await vigie.send({ rollups: [...rollups, makeRollup({ atMs: vigie.nowMs, route: "/fast", durations: [1] })] });
    }
    await vigie.pass(TEN_SECONDS);
    await evaluate(vigie);
    const { groups } = await vigie.api.alerts.list({});
    expect(groups).toHaveLength(1);
    expect(groups[0]?.title).toBe("2 alerts of shop");
    expect(groups[0]?.alerts.map(({ labels }) => labels.route).sort()).toEqual(["/a", "/b"]);
  });
});

describe("a rule", () => {
  test("that cannot work is refused with the field and the reason", async () => {
    await using vigie = await openApi();
    await traffic(vigie, { seconds: 10, ok: 1 });
    const create = (changes: Partial<RuleDraft>) => vigie.api.rules.create({ ...DRAFT, ...changes });
    const errorRate = { kind: "figure", figure: "api.errorRate" } as const;
    const cases: [Partial<RuleDraft>, string][] = [
      [{ metric: errorRate, threshold: 5 }, "threshold"],
      [{ metric: errorRate, threshold: 1 }, "threshold"],
      [{ threshold: -1 }, "threshold"],
      [{ comparison: "below", threshold: 0 }, "threshold"],
      [{ clearThreshold: 6 }, "clearThreshold"],
      [{ scope: { service: "nobody" } }, "scope.service"],
      [{ scope: { service: "shop", endpoint: { method: "GET", route: "/nowhere" } } }, "scope.endpoint"],
      [{ scope: { endpoint: { method: "GET", route: "/items" } } }, "scope.service"],
      [{ scope: { service: "shop", release: "never" } }, "scope.release"],
      [
        { metric: { kind: "figure", figure: "redis.hitRate" }, scope: { service: "shop" }, threshold: 0.5 },
        "scope.service",
      ],
      [
        { metric: { kind: "figure", figure: "redis.hitRate" }, scope: { endpoint: "each" }, threshold: 0.5 },
        "scope.endpoint",
      ],
      [{ metric: { kind: "silence" }, threshold: 1 }, "threshold"],
      [{ metric: { kind: "silence" }, comparison: "below", threshold: 60_000 }, "comparison"],
      [{ scope: { labels: { cache: "x" } } }, "scope.labels"],
    ];
    for (const [changes, field] of cases)
      await expect(create(changes), JSON.stringify(changes)).rejects.toSatisfy(
        (error: Error) => refused("RULE_INVALID")(error) && (error.cause as VigieError).details.field === field,
      );
    await expect(create({ metric: { kind: "logs", query: "level:loud" } })).rejects.toSatisfy(
      refused("SEARCH_INVALID"),
    );
    const unknown = { kind: "figure", figure: "api.luck" } as never;
    await expect(create({ metric: unknown })).rejects.toThrow(/figure/);
    expect((await vigie.api.rules.list()).every(({ seed }) => seed !== null)).toBe(true);
  });

  test("is not undone by somebody who did not see the last change", async () => {
    await using vigie = await openApi();
    const { id, version } = await vigie.api.rules.create(DRAFT);
    await vigie.api.rules.update({ id, version, rule: { ...DRAFT, threshold: 6 } });
    const late = vigie.api.rules.update({ id, version, rule: { ...DRAFT, threshold: 7 } });
    await expect(late).rejects.toSatisfy(refused("RULE_CHANGED"));
    expect((await vigie.api.rules.list()).find((rule) => rule.id === id)?.threshold).toBe(6);
    const unknown = vigie.api.rules.update({ id: 99_999, version: 1, rule: DRAFT });
    await expect(unknown).rejects.toSatisfy(refused("RULE_UNKNOWN"));
  });

  test("about logs, own metrics, targets and releases measures these", async () => {
    await using vigie = await openApi();
    const rules: Partial<RuleDraft>[] = [
      { name: "logs", metric: { kind: "logs", query: "level:>=error refused" }, threshold: 2 },
      { name: "sample", metric: { kind: "sample", type: "custom", name: "queue", aggregate: "max" }, threshold: 40 },
      { name: "target", metric: { kind: "figure", figure: "redis.memoryRatio" }, threshold: 0.5 },
      { name: "others", metric: { kind: "sample", type: "custom", name: "queue", aggregate: "max" }, threshold: 400 },
    ];
    for (const changes of rules) await vigie.api.rules.create({ ...DRAFT, ...changes });
    const logs = ["refused by bank", "refused again", "connection refused", "fine"].map((message, i) => ({
      time: vigie.nowMs - i,
      level: "error" as const,
      message,
      cut: 0,
    }));
    await vigie.send({ logs, rollups: [makeRollup({ atMs: vigie.nowMs, durations: [100] })] });
    await vigie.api.rules.create({ ...DRAFT, name: "release", scope: { service: "shop", release: "r1" } });
    await vigie.sample("redis", { "memory.used": 60, "memory.max": 100 });
    await vigie.sample("custom", { queue: 41 });
    await vigie.pass(TEN_SECONDS);
    const evaluated = await evaluate(vigie);
    expect([...(evaluated?.problems ?? [])]).toEqual([]);
    const alerts = await openAlerts(vigie);
    const found = Object.fromEntries(alerts.map((alert) => [alert.rule.name, [alert.value, alert.labels]]));
    expect(found).toEqual({
      logs: [3, { service: "shop" }],
      sample: [41, {}],
      target: [0.6, { target: "redis" }],
      release: [expect.closeTo(100, -1), { service: "shop", release: "r1" }],
    });
  });

  test("says beforehand what it would have done", async () => {
    await using vigie = await openApi();
    await traffic(vigie, { seconds: 300, ok: 100 });
    await traffic(vigie, { seconds: 300, ok: 80, failed: 20 });
    await traffic(vigie, { seconds: 300, ok: 100 });
    await traffic(vigie, { seconds: 180, ok: 90, failed: 10 });
    await traffic(vigie, { seconds: 180, ok: 100 });
    const metric = { kind: "figure", figure: "api.errorRate" } as const;
    const preview = (changes: Partial<RuleDraft>) =>
      vigie.api.rules.preview({ rule: { ...DRAFT, metric, clearSeconds: 60, minimumSamples: 20, ...changes } });
    const both = await preview({ threshold: 0.05 });
    expect(both).toMatchObject({ fired: 2, subjects: 1 });
    expect(both.episodes.map(({ worstValue }) => worstValue)).toEqual([expect.closeTo(0.2, 6), expect.closeTo(0.1, 6)]);
    expect(both.evidence.values.filter((value) => value !== null).length).toBeGreaterThan(15);
    expect(await preview({ threshold: 0.15 })).toMatchObject({ fired: 1 });
    expect(await preview({ threshold: 0.5 })).toMatchObject({ fired: 0, episodes: [] });
    expect(await preview({ threshold: 0.05, scope: { endpoint: "each" } })).toMatchObject({ subjects: 1 });
  });
});
