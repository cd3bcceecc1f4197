import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { type Batch, batchSchema, SENT_AT_HEADER } from "@vigie/protocol";
import { Histogram, uuidV7Time } from "@vigie/series";
import { listen, pause, stop } from "@vigie/testing/adapters";
import { describe, expect, it, vi } from "vitest";
import { vigieHttp } from "../adapters/http.ts";
import { createVigie } from "../index.ts";
import type { VigieOptions } from "./options.ts";
import type { VigieProblem } from "./problems.ts";

type Answer = (batch: Batch, res: ServerResponse, req: IncomingMessage) => void;

/** A real server that takes batches once each, and whose answers a test decides. */
async function launch(options: Partial<VigieOptions> = {}) {
  const stored = new Map<string, Batch>();
  const arrived: { batch: Batch; at: number; sentAt: number }[] = [];
  const store: Answer = (batch, res) => {
    const duplicate = stored.has(batch.id);
    stored.set(batch.id, batch);
    res.end(JSON.stringify({ id: batch.id, duplicate, serverTime: Date.now() }));
  };
  const sink = { answer: store };
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const batch = batchSchema.parse(JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()));
    arrived.push({ batch, at: performance.now(), sentAt: Number(req.headers[SENT_AT_HEADER]) });
    sink.answer(batch, res, req);
  });
  const url = await listen(server);
  const problems: VigieProblem[] = [];
  const vigie = createVigie({
    service: "delivery",
    url,
    processMetrics: false,
    backoffMs: 5,
    requestTimeoutMs: 300,
    flushIntervalMs: 20,
    onError: (problem) => problems.push(problem),
    ...options,
  });
  const app = createServer(vigieHttp(vigie, (_req, res) => res.end("hello")));
  const appUrl = await listen(app);
  const sum = (what: (batch: Batch) => number) => [...stored.values()].reduce((total, batch) => total + what(batch), 0);
  return {
    vigie,
    sink,
    store,
    problems,
    arrived,
    stored,
    storedRequests: () => sum((batch) => batch.rollups.reduce((total, rollup) => total + rollup.count, 0)),
    lost: (what: string, cause: string) =>
      sum((batch) =>
        batch.losses
          .filter((loss) => loss.what === what && loss.cause === cause)
          .reduce((n, loss) => n + loss.count, 0),
      ),
    /** Requests to the watched app, as fast as it answers. */
    async visit(count: number, path = "/") {
      for (let i = 0; i < count; i++) {
        await new Promise<void>((resolve, reject) => {
          request(appUrl + path, (res) => res.resume().on("close", resolve))
            .on("error", reject)
            .end();
        });
      }
      const recorded = vigie.stats().recorded;
      return recorded;
    },
    async [Symbol.asyncDispose]() {
      await vigie.close();
      await stop(app);
      await stop(server);
    },
  };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error("it did not come to that");
    await pause(5);
  }
}

const reply = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => {
  return (_batch, res) => res.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
};

describe("delivery", () => {
  it("sends what happened once, in batches that the protocol accepts, with counts that agree", async () => {
    await using app = await launch();
    await app.visit(50);
    await until(() => app.vigie.stats().acknowledged === 50);
    expect(app.storedRequests()).toBe(50);
    for (const { batch, sentAt } of app.arrived) {
      expect(Math.abs(sentAt - Date.now())).toBeLessThan(60_000);
      for (const rollup of batch.rollups) {
        expect(rollup.status.reduce((a, b) => a + b)).toBe(rollup.count);
        expect(Histogram.decode(Buffer.from(rollup.histogram, "base64")).count).toBe(rollup.count);
      }
    }
    expect(app.problems).toEqual([]);
  });

  it("sent = stored + reported as dropped, through a server that fails at random and a queue that overflows", async () => {
    // Each batch is about 250 bytes, so that about four fit.
    await using app = await launch({ queueBytes: 1_000, requestTimeoutMs: 40, backoffMs: 1, flushIntervalMs: 10 });
    // A fixed sequence, so that a failure can be seen again.
    let state = 7;
    const random = () => {
      state = (Math.imul(state, 48_271) >>> 0) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    // Also one whose first attempt is read after a second one was refused, as happens on a busy machine.
    const refused = new Set<string>();
    const refuse = reply(400, { error: { message: "no" } });
    app.sink.answer = (batch, res, req) => {
      const chance = random();
      if (refused.has(batch.id)) refuse(batch, res, req);
      else if (chance < 0.2) app.store(batch, res, req);
      else if (chance < 0.35) reply(503, { error: { code: "OVERLOADED" } }, { "retry-after": "0" })(batch, res, req);
      else if (chance < 0.45) reply(500, "garbage")(batch, res, req);
      else if (chance < 0.55) req.socket.destroy();
      else if (chance < 0.65) {
        // Stored, and the answer is lost.
        app.stored.set(batch.id, batch);
        req.socket.destroy();
      } else if (chance < 0.75) {
        app.stored.set(batch.id, batch);
        reply(200, "<html>not Vigie</html>")(batch, res, req);
      } else if (chance < 0.85) {
        // A batch that was stored is recognised by its id before anything else.
        if (app.stored.has(batch.id)) app.store(batch, res, req);
        else {
          refused.add(batch.id);
          refuse(batch, res, req);
        }
      }
      // Else no answer at all.
    };
    let sent = 0;
    for (let i = 0; i < 60; i++) {
      sent += 3;
      await app.visit(3, `/path-${"abcdefghij"[i % 10]}`);
      await app.vigie.flush();
    }
    await until(() => app.vigie.stats().recorded === sent);
    app.sink.answer = app.store;
    await until(() => {
      void app.vigie.flush();
      const { acknowledged, dropped } = app.vigie.stats();
      return acknowledged + dropped === sent;
    });
    const dropped = () => app.lost("requests", "queue-full") + app.lost("requests", "refused");
    await until(() => app.storedRequests() + dropped() >= sent);
    expect(app.storedRequests() + dropped()).toBe(sent);
    expect(app.lost("requests", "refused")).toBeGreaterThan(0);
    expect(app.lost("requests", "queue-full")).toBeGreaterThan(0);
    expect(app.vigie.stats()).toMatchObject({ recorded: sent, sent, dropped: dropped(), queueBytes: 0 });
  }, 30_000);

  it("keeps everything while Vigie is away, in few batches, and delivers when it is back", async () => {
    await using app = await launch();
    app.sink.answer = reply(503, {});
    await app.visit(5);
    await until(() => app.arrived.length >= 3);
    await app.visit(20);
    await pause(200);
    // One that fails, and nothing more for ten seconds: the rest is still being added up.
    expect(app.vigie.stats().queueBatches).toBe(1);
    app.sink.answer = app.store;
    await until(() => app.vigie.stats().acknowledged === 25);
    expect(app.storedRequests()).toBe(25);
    expect(app.problems.map((problem) => problem.kind)).toEqual(["unreachable"]);
  });

  it("drops the oldest when the queue overflows, and reports how many requests that were", async () => {
    await using app = await launch({ queueBytes: 1, url: "http://127.0.0.1:9" });
    await app.visit(4);
    await app.vigie.flush();
    expect(app.vigie.stats()).toMatchObject({ recorded: 4, dropped: 4, queueBytes: 0 });
  });

  it("honours Retry-After", async () => {
    await using app = await launch();
    let first = true;
    app.sink.answer = (...given) => {
      if (!first) return app.store(...given);
      first = false;
      reply(429, {}, { "retry-after": "1" })(...given);
    };
    await app.visit(1);
    await until(() => app.vigie.stats().acknowledged === 1);
    const [one, two] = app.arrived;
    expect((two?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThan(950);
    expect(two?.batch.id).toBe(one?.batch.id);
  });

  it("comes back at a time of its own when many are asked to wait at once", async () => {
    const waits = await Promise.all(
      Array.from({ length: 6 }, async () => {
        await using app = await launch({ backoffMs: 1_000 });
        let first = true;
        app.sink.answer = (...given) => {
          if (!first) return app.store(...given);
          first = false;
          reply(429, {}, { "retry-after": "1" })(...given);
        };
        await app.visit(1);
        await until(() => app.vigie.stats().acknowledged === 1);
        const [one, two] = app.arrived;
        return (two?.at ?? 0) - (one?.at ?? 0);
      }),
    );
    expect(Math.min(...waits)).toBeGreaterThan(950);
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(50);
  });

  it("asks again within seconds, however long Vigie was away", async () => {
    await using app = await launch({ backoffMs: 30_000 });
    using random = vi.spyOn(Math, "random").mockReturnValue(1);
    let isAway = true;
    app.sink.answer = (...given) => (isAway ? reply(503, {})(...given) : app.store(...given));
    await app.visit(1);
    await until(() => app.arrived.length === 1);
    isAway = false;
    await until(() => app.vigie.stats().acknowledged === 1);
    expect(random).toHaveBeenCalled();
    expect((app.arrived[1]?.at ?? 0) - (app.arrived[0]?.at ?? 0)).toBeGreaterThan(2_900);
  });

  it("drops a refused batch for ever, tells why once, and reports the loss", async () => {
    await using app = await launch();
    app.sink.answer = reply(400, { error: { code: "BATCH_INVALID", message: "a wrong value at rollups.0" } });
    await app.visit(3);
    await until(() => app.vigie.stats().dropped === 3);
    app.sink.answer = app.store;
    await app.visit(2);
    await until(() => app.lost("requests", "refused") === 3 && app.storedRequests() === 2);
    expect(app.problems.map((problem) => problem.kind)).toEqual(["refused"]);
    expect(app.problems[0]?.message).toContain("a wrong value at rollups.0");
  });

  it("keeps data while the token is wrong", async () => {
    await using app = await launch({ token: "wrong" });
    app.sink.answer = (batch, res, req) => {
      expect(req.headers.authorization).toBe("Bearer wrong");
      reply(401, { error: { message: "needs the role ingest" } })(batch, res, req);
    };
    await app.visit(3);
    await until(() => app.problems.length > 0);
    expect(app.problems[0]?.kind).toBe("unauthorized");
    app.sink.answer = app.store;
    await app.vigie.flush();
    expect(app.storedRequests()).toBe(3);
  });

  it("corrects its clock by the server's, which is two days ahead", async () => {
    const TWO_DAYS = 172_800_000;
    await using app = await launch();
    const serverNow = () => Date.now() + TWO_DAYS;
    app.sink.answer = (batch, res, req) => {
      const sentAt = Number(req.headers[SENT_AT_HEADER]);
      if (Math.abs(sentAt - serverNow()) > 30_000) {
        reply(422, { error: { code: "CLOCK_SKEW", message: "off", details: { serverTime: serverNow() } } })(
          batch,
          res,
          req,
        );
        return;
      }
      app.stored.set(batch.id, batch);
      res.end(JSON.stringify({ id: batch.id, duplicate: false, serverTime: serverNow() }));
    };
    app.vigie.metric({ name: "before", value: 1 });
    await app.visit(3);
    await until(() => app.vigie.stats().acknowledged === 3);
    await app.visit(2);
    await until(() => app.storedRequests() === 5);
    for (const batch of app.stored.values()) {
      for (const { start } of batch.rollups) {
        expect(start % 10).toBe(0);
        expect(Math.abs(start * 1000 - serverNow())).toBeLessThan(30_000);
      }
      for (const { time } of [...batch.requests, ...batch.metrics]) {
        expect(Math.abs(time - serverNow())).toBeLessThan(30_000);
      }
    }
    expect(app.vigie.stats().dropped).toBe(0);
  });

  it("loses nothing when the server's clock is set two days ahead and back: what is cut as it is corrected has one time", async () => {
    await using app = await launch();
    let shiftMs = 172_800_000;
    const serverNow = () => Date.now() + shiftMs;
    const isOff = (ms: number) => Math.abs(ms - serverNow()) > 30_000;
    app.sink.answer = async (batch, res, req) => {
      const attempt = app.arrived.length;
      // These are cut when the clock is corrected, a moment later.
      if (attempt === 1) await app.visit(2);
      if (attempt === 2) shiftMs = 0;
      const details = { serverTime: serverNow() };
      if (isOff(Number(req.headers[SENT_AT_HEADER])) || isOff(uuidV7Time(batch.id)))
        reply(422, { error: { code: "CLOCK_SKEW", message: "off", details } })(batch, res, req);
      else app.store(batch, res, req);
    };
    await app.visit(3);
    await until(() => app.vigie.stats().acknowledged + app.vigie.stats().dropped === 5);
    expect(app.vigie.stats()).toMatchObject({ acknowledged: 5, dropped: 0 });
    for (const { rollups } of app.stored.values())
      for (const { start } of rollups) expect(isOff(start * 1_000)).toBe(false);
  });

  it.each([
    ["never answers", () => {}],
    ["answers garbage", reply(200, "x".repeat(100_000))],
    ["is somebody else", reply(404, "not here")],
  ] as [string, Answer][])("changes nothing for the service when the server %s", async (_name, answer) => {
    await using app = await launch();
    app.sink.answer = answer;
    await app.visit(20);
    expect(app.vigie.stats().recorded).toBe(20);
    const began = performance.now();
    await app.vigie.close();
    expect(performance.now() - began).toBeLessThan(3_500);
    await app.visit(1);
  });

  it("never throws, whatever it is given", async () => {
    const noise = createVigie({
      service: "",
      transport: () => Promise.reject(new Error("away")),
      url: "not an address",
      token: "a\nb",
      endpointLimit: -1,
      ignore: 3 as never,
      onError: () => {
        throw new Error("the host's handler");
      },
    });
    noise.metric(undefined as never);
    noise.metric({ name: "x", value: Number.NaN });
    expect(noise.traceId()).toBeUndefined();
    expect(noise.traceHeaders()).toEqual({});
    await noise.close();
    await noise.close();
    await noise.flush();
  });
});
