import { keepPartitions } from "@vigie/storage";
import { MINUTE, openApi } from "@vigie/testing/api";
import { describe, expect, test } from "vitest";

const DAY = 24 * 60 * MINUTE;

const line = (time: number) => ({
  time,
  level: "info" as const,
  message: "stored",
  cut: 0,
  attributes: {},
  errors: [],
});

describe("retention", () => {
  test("of each kind is told with its size, its default, and in words why its growth is not known yet", async () => {
    await using vigie = await openApi();
    await vigie.send({ logs: [line(vigie.nowMs)] });
    const report = await vigie.as("viewer").retention.get();
    expect(report).toMatchObject({ version: 0, limits: { leastDays: 1, mostDays: 400 }, room: { state: "enough" } });
    const of = (kind: string) => report.kinds.find((one) => one.kind === kind);
    expect(of("logs")).toMatchObject({
      label: "Logs",
      oldest: new Date(vigie.nowMs).toISOString(),
      growthBytesPerDay: null,
      unknown: "There is no whole day of all of it yet.",
      days: 7,
      defaultDays: 7,
      keptFor: "7 days",
    });
    expect(of("requests")).toMatchObject({ oldest: null, unknown: "Nothing of it is stored yet.", days: 7 });
    expect(of("seconds")).toMatchObject({ days: null, defaultDays: null, keptFor: "2 hours" });
    expect(of("names")).toMatchObject({ days: null, keptFor: "for ever" });
    expect(report.databaseBytes).toBeGreaterThan(report.kinds.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(await vigie.as("viewer").retention.days()).toMatchObject({ metrics: 30, logs: 7, audit: 400 });
  });

  test("is shortened by an admin, who is told before what will be lost, and holds from then on", async () => {
    await using vigie = await openApi();
    const oldMs = vigie.nowMs;
    await vigie.send({ logs: [line(oldMs)] });
    await keepPartitions(vigie.store, oldMs + 4 * DAY);
    await vigie.pass(4 * DAY);
    await vigie.send({ logs: [line(vigie.nowMs)] });

    expect(await vigie.api.retention.preview({ days: { logs: 5, requests: 1 } })).toEqual([]);
    expect(await vigie.api.retention.preview({ days: { logs: 9 } })).toEqual([]);
    const [lost, ...others] = await vigie.as("viewer").retention.preview({ days: { logs: 2 } });
    expect(others).toEqual([]);
    expect(lost).toMatchObject({
      kind: "logs",
      label: "Logs",
      oldest: new Date(oldMs).toISOString(),
      before: new Date(vigie.nowMs - 2 * DAY).toISOString(),
    });
    expect(lost?.bytes).toBeGreaterThan(0);

    const set = await vigie.api.retention.set({ days: { logs: 2 }, version: 0 });
    expect(set.version).toBe(1);
    expect(set.kinds.find(({ kind }) => kind === "logs")).toMatchObject({ days: 2, defaultDays: 7 });
    expect(await vigie.api.retention.days()).toMatchObject({ logs: 2, requests: 7 });
    // Before anything is dropped, nobody is shown what may go at any moment.
    const { lines } = await vigie.api.logs.search({ period: "7d", query: "" });
    expect(lines.map(({ time }) => Date.parse(time))).toEqual([vigie.nowMs]);
    await keepPartitions(vigie.store, vigie.nowMs);
    const logs = await vigie.store.sql`SELECT FROM logs`;
    expect(logs.count).toBe(1);
  });

  test("is named where something is not found because of it", async () => {
    await using vigie = await openApi();
    await vigie.api.retention.set({ days: { logs: 3, requests: 12 }, version: 0 });
    const trace = vigie.api.traces.get({ traceId: "0".repeat(31).concat("1") });
    await expect(trace).rejects.toMatchObject({ cause: { remedy: expect.stringMatching(/for 12 days, .* for 3;/) } });
    const log = vigie.api.logs.context({ id: 7, time: new Date(vigie.nowMs).toISOString(), lines: 5 });
    await expect(log).rejects.toMatchObject({ cause: { remedy: expect.stringContaining("kept for 3 days") } });
  });

  test("is set by one of two who set it at once, and by no viewer", async () => {
    await using vigie = await openApi();
    const tries = await Promise.allSettled(
      [1, 2, 3].map((logs) => vigie.api.retention.set({ days: { logs }, version: 0 })),
    );
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const one of tries)
      if (one.status === "rejected") expect(one.reason).toMatchObject({ cause: { code: "RETENTION_CHANGED" } });
    await expect(vigie.as("viewer").retention.set({ days: { logs: 9 }, version: 1 })).rejects.toThrow();
    await expect(vigie.as(null).retention.get()).rejects.toThrow();
  });

  test("out of its limits is refused by name, and nothing is changed", async () => {
    await using vigie = await openApi();
    const refused = { cause: { code: "RETENTION_INVALID", details: { field: "requests" } } };
    for (const days of [0, -1, 401, 1.5, 1e9]) {
      const set = vigie.api.retention.set({ days: { logs: 2, requests: days }, version: 0 });
      await expect(set).rejects.toMatchObject(refused);
      await expect(vigie.api.retention.preview({ days: { requests: days } })).rejects.toMatchObject(refused);
    }
    expect(await vigie.api.retention.get()).toMatchObject({ version: 0 });
    expect(await vigie.api.retention.days()).toMatchObject({ logs: 7, requests: 7 });
  });

  test("without room nothing is recorded by hand, and the status says so in words", async () => {
    await using vigie = await openApi();
    const since = new Date(vigie.nowMs).toISOString();
    vigie.room = {
      state: "full",
      since,
      reason: "It is full.",
      remedy: "Make room.",
      disk: null,
      databaseLimitBytes: null,
    };
    const record = vigie.api.metrics.record({ type: "custom", name: "x", value: 1 });
    await expect(record).rejects.toMatchObject({
      code: "SERVICE_UNAVAILABLE",
      cause: { code: "STORE_FULL", details: { waitSeconds: 1 } },
    });
    const status = await vigie.api.status.current({});
    expect(status).toMatchObject({
      state: "critical",
      since,
      reasons: [{ state: "critical", text: "It is full. Make room.", figure: null, service: null }],
    });
    vigie.room = { ...vigie.room, state: "low" };
    expect(await vigie.api.status.current({})).toMatchObject({ state: "degraded" });
    vigie.room = { ...vigie.room, state: "enough" };
    expect(await vigie.api.metrics.record({ type: "custom", name: "x", value: 1 })).toEqual({ written: 1 });
  });
});
