import type { Batch, BatchLog } from "@vigie/protocol";
import { describe, expect, it } from "vitest";
import { createVigie } from "../../index.ts";
import { logsOf, lostLogs } from "../../recorders/describe-logger.ts";
import { testVigie } from "../../recorders/measured.ts";
import { coreOf } from "../attach.ts";
import { shiftBatch } from "../batches.ts";
import { PinoLines } from "./pino-line.ts";

describe("vigie.log", () => {
  it("keeps what it is given", async () => {
    await using vigie = testVigie();
    vigie.log("warn", "stock is low", { sku: "a-1", left: 3, when: new Date(0) });
    vigie.log("error", "payment failed", { orderId: 5, error: new TypeError("no", { cause: new Error("inner") }) });
    vigie.log("odd" as never, "odd");
    vigie.log("info", { not: "text" } as never, 5 as never);
    const logs = await logsOf(vigie);
    expect(logs).toMatchObject([
      { level: "warn", attributes: { sku: "a-1", left: 3, when: "1970-01-01T00:00:00.000Z" } },
      {
        level: "error",
        attributes: { orderId: 5 },
        errors: [{ type: "TypeError", message: "no" }, { message: "inner" }],
      },
      { level: "info", message: "odd", attributes: { level: "odd" } },
      { level: "info", message: '{"not":"text"}' },
    ]);
  });

  it("reads what it is given at once", async () => {
    await using vigie = testVigie();
    const attributes = { state: "before" };
    vigie.log("info", "x", attributes);
    attributes.state = "after";
    expect((await logsOf(vigie))[0]?.attributes).toEqual({ state: "before" });
  });

  it("takes whatever comes", async () => {
    await using vigie = testVigie();
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("no");
        },
        get: () => {
          throw new Error("no");
        },
      },
    );
    vigie.log("info", "a", hostile);
    vigie.log("info", "b", { hostile });
    vigie.log(undefined as never, undefined as never);
    const logs = await logsOf(vigie);
    expect(logs.length + lostLogs(vigie)).toBeGreaterThanOrEqual(2);
    expect(logs.map(({ message }) => message)).toContain("b");
  });
});

describe("logs that wait", () => {
  const line = (n: number) => `{"level":30,"time":1,"n":${n},"msg":"line ${n}"}\n`;

  it("do not grow beyond the bound while Vigie is away, and what is lost is counted once it is back", async () => {
    let isAway = true;
    const batches: Batch[] = [];
    const vigie = createVigie({
      service: "logs",
      processMetrics: false,
      queueBytes: 200_000,
      backoffMs: 1,
      onError: () => {},
      transport: async (batch) => {
        if (isAway) throw new Error("away");
        batches.push(batch);
        return { id: batch.id, duplicate: false, serverTime: Date.now() };
      },
    });
    const core = coreOf(vigie);
    const lines = new PinoLines();
    const written = 40_000;
    for (let n = 0; n < written; n++) {
      core.logLine(line(n), lines);
      if (n % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await vigie.flush();
    expect(vigie.stats().queueBytes).toBeLessThanOrEqual(200_000);
    isAway = false;
    // Twice, as losses are told in the batch after.
    for (let again = 0; again < 2; again++) {
      core.logLine(line(written + again), lines);
      await vigie.flush();
    }
    const logs = batches.flatMap((batch) => batch.logs);
    const lost = lostLogs({ batches } as never);
    expect(lost).toBeGreaterThan(0);
    expect(logs.length + lost).toBe(written + 2);
    const numbers = logs.map(({ attributes }) => attributes?.n as number);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    await vigie.close();
  });

  it("count as lost when Vigie refuses them", async () => {
    let refuses = true;
    const batches: Batch[] = [];
    const vigie = createVigie({
      service: "logs",
      processMetrics: false,
      backoffMs: 1,
      onError: () => {},
      transport: async (batch) => {
        if (refuses) throw Object.assign(new Error("no"), { status: 400 });
        batches.push(batch);
        return { id: batch.id, duplicate: false, serverTime: Date.now() };
      },
    });
    for (let n = 0; n < 5; n++) vigie.log("info", "x");
    await vigie.flush();
    refuses = false;
    await vigie.flush();
    expect(batches.flatMap(({ losses }) => losses)).toEqual([{ what: "logs", cause: "refused", count: 5 }]);
    await vigie.close();
  });

  it("are cut into batches within the limits, in order", async () => {
    await using vigie = testVigie();
    const core = coreOf(vigie);
    const lines = new PinoLines();
    const text = "x ".repeat(1_000);
    for (let n = 0; n < 3_000; n++) core.logLine(`{"level":30,"time":1,"n":${n},"msg":"${text}"}\n`, lines);
    const logs = await logsOf(vigie);
    expect(vigie.batches.length).toBeGreaterThan(6);
    for (const batch of vigie.batches) expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThan(1_048_576);
    expect(logs.map(({ attributes }) => attributes?.n)).toEqual(Array.from({ length: 3_000 }, (_, n) => n));
  });

  it("do not hold the event loop", async () => {
    await using vigie = testVigie();
    const core = coreOf(vigie);
    const lines = new PinoLines();
    // Not harmless, so that all of it is read.
    for (let n = 0; n < 20_000; n++) {
      core.logLine(`{"level":30,"time":1,"n":${n},"mail":"bob${n}@example.com","msg":"key: value ${n}"}\n`, lines);
    }
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns++;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    const flushed = logsOf(vigie).then((logs) => {
      isDone = true;
      return logs;
    });
    expect(await flushed).toHaveLength(20_000);
    // In one piece it would be one turn or two.
    expect(turns).toBeGreaterThan(10);
  });

  it("move with the clock", () => {
    const log: BatchLog = { time: 1_700_000_000_000, level: "info", message: "x", cut: 0 };
    const lists = { rollups: [], requests: [], metrics: [], losses: [], errors: [], statements: [] };
    const resource = { service: "s", instance: "i", sdk: "x/1" };
    const batch: Batch = { version: 1, id: "0", resource, ...lists, logs: [log] };
    expect(shiftBatch(batch, -60_000, 1).logs).toEqual([{ ...log, time: log.time - 60_000 }]);
  });
});
