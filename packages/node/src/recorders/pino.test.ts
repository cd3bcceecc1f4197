import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import pino10 from "pino";
import pinoHttp from "pino-http";
import pino9 from "pino9";
import { describe, expect, it } from "vitest";
import { vigieHttp } from "../adapters/http.ts";
import { LineBlock } from "../core/logs/line-block.ts";
import { PinoLines } from "../core/logs/pino-line.ts";
import { quickJson, quickPinoLog } from "../core/logs/quick-log.ts";
import { toLog } from "../core/logs/read-log.ts";
import { describeLogger, logsOf } from "./describe-logger.ts";
import { testVigie } from "./measured.ts";
import { vigiePino } from "./pino.ts";

for (const [name, pino] of [
  ["pino 9", pino9 as unknown as typeof pino10],
  ["pino 10", pino10],
] as const) {
  describeLogger(
    name,
    (vigie) => {
      const options = { level: "debug", customLevels: { odd: 33 } };
      const logger = pino(options, vigiePino(vigie, { write: () => true }));
      return {
        log: (level, message, attributes) => logger[level](attributes ?? {}, message),
        error: (error, message) => logger.error(error, message),
        odd: (message) => logger.odd(message),
        [Symbol.dispose]: () => {},
      };
    },
    { attributes: true },
  );
}

describe("what pino can be set to", () => {
  async function logged(
    options: pino10.LoggerOptions,
    write: (logger: pino10.Logger) => void,
    pino: typeof pino10 = pino10,
  ) {
    await using vigie = testVigie();
    const lines: string[] = [];
    write(pino(options, vigiePino(vigie, { write: (line) => lines.push(line) })));
    const logs = await logsOf(vigie);
    expect(logs).toHaveLength(lines.length);
    return logs;
  }
  const write = (logger: pino10.Logger) => logger.warn({ a: 1 }, "hello");
  const expected = { level: "warn", message: "hello", attributes: { a: 1 } };

  it.each<[string, pino10.LoggerOptions]>([
    ["nothing", {}],
    ["isoTime", { timestamp: pino10.stdTimeFunctions.isoTime }],
    ["unixTime", { timestamp: pino10.stdTimeFunctions.unixTime }],
    ["no time", { timestamp: false }],
    ["no base", { base: undefined }],
    ["its own message key", { messageKey: "@message" }],
    ["message", { messageKey: "message" }],
    ["labels of levels", { formatters: { level: (label) => ({ level: label }) } }],
    ["severity", { formatters: { level: (label) => ({ severity: label.toUpperCase() }) } }],
    ["a number elsewhere", { formatters: { level: (_label, number) => ({ lvl: number }) } }],
  ])("understands %s", async (_name, options) => {
    for (const pino of [pino10, pino9 as unknown as typeof pino10]) {
      const [log] = await logged(options, write, pino);
      expect(log).toMatchObject(expected);
      expect(Object.keys(log?.attributes ?? {})).toEqual(["a"]);
    }
  });

  it("understands children, prefixes, mixins, nested keys and serializers", async () => {
    const logs = await logged(
      {
        nestedKey: "data",
        mixin: () => ({ mixed: true }),
        serializers: { user: (user: { id: number }) => user.id },
        msgPrefix: "[a] ",
      },
      (logger) => logger.child({ component: "cart" }, { msgPrefix: "[b] " }).info({ user: { id: 7 } }, "x"),
    );
    expect(logs).toMatchObject([
      { message: "[a] [b] x", attributes: { component: "cart", data: { user: 7, mixed: true } } },
    ]);
  });

  it("maps levels of its own to the nearest one below, and keeps their name", async () => {
    const customLevels = { silly: 5, notice: 35, audit: 55, doom: 99 };
    const logs = await logged({ level: "silly", customLevels }, (logger) => {
      const own = logger as unknown as pino10.Logger<keyof typeof customLevels>;
      own.silly("a");
      own.notice("b");
      own.audit("c");
      own.doom("d");
      own.fatal("e");
    });
    expect(logs.map(({ level, attributes }) => [level, attributes?.level])).toEqual([
      ["trace", "silly"],
      ["info", "notice"],
      ["error", "audit"],
      ["fatal", "doom"],
      ["fatal", undefined],
    ]);
  });

  it("keeps errors in the ways in which they are written", async () => {
    const error = Object.assign(new TypeError("a", { cause: new RangeError("b", { cause: new Error("c") }) }), {
      code: "E1",
      constraint: "orders_pkey",
    });
    const variants: [pino10.LoggerOptions, (logger: pino10.Logger) => void][] = [
      [{}, (logger) => logger.error(error)],
      [{}, (logger) => logger.error({ err: error }, "a")],
      [{ errorKey: "failure" }, (logger) => logger.error(error)],
      [{ serializers: { err: pino10.stdSerializers.errWithCause } }, (logger) => logger.error(error)],
      [{ serializers: { error: pino10.stdSerializers.err } }, (logger) => logger.error({ error }, "a")],
    ];
    for (const [options, log] of variants) {
      const [one] = await logged(options, log);
      expect(one?.message).toMatch(/^a/);
      expect(one?.errors?.map(({ type, message }) => [type, message])).toEqual([
        ["TypeError", "a"],
        ["RangeError", "b"],
        ["Error", "c"],
      ]);
      for (const { stack } of one?.errors ?? []) expect(stack).toMatch(/^ {4}at .*pino\.test/);
      expect(Object.values(one?.attributes ?? {})).toEqual([{ code: "E1", constraint: "orders_pkey" }]);
    }
  });

  it("takes a line that is no JSON as a text", async () => {
    await using vigie = testVigie();
    const destination = vigiePino(vigie, { write: () => true });
    for (const line of ["plain text\n", "[1]\n", "{broken\n", "null", ""]) destination.write(line);
    expect((await logsOf(vigie)).map(({ level, message }) => [level, message])).toEqual([
      ["info", "plain text"],
      ["info", "[1]"],
      ["info", "{broken"],
      ["info", "null"],
      ["info", ""],
    ]);
  });

  it("takes attributes of any depth from any line", async () => {
    await using vigie = testVigie();
    const destination = vigiePino(vigie, { write: () => true });
    for (const levels of [1_000, 10_000, 200_000]) {
      destination.write(
        `{"level":40,"deep":${'{"a":['.repeat(levels)}${"]}".repeat(levels)},"msg":"deep ${levels}"}\n`,
      );
    }
    destination.write(`{"level":40,"deep":${"[".repeat(400_000)}\n`);
    const logs = await logsOf(vigie);
    expect(logs.slice(0, 3)).toMatchObject([
      { level: "warn", message: "deep 1000" },
      { level: "warn", message: "deep 10000" },
      { level: "warn", message: "deep 200000" },
    ]);
    expect(logs).toHaveLength(4);
    expect(JSON.stringify(logs[0]?.attributes)).toContain("[deeper than 6 levels]");
  });

  it("finds the message behind whatever is too long", async () => {
    const [log] = await logged({}, (logger) =>
      logger.info(
        { big: Array.from({ length: 50_000 }, (_, i) => ({ i })), text: "x ".repeat(100_000) },
        "the message",
      ),
    );
    expect(log).toMatchObject({ message: "the message", cut: 0 });
    expect(log?.attributes?.big).toMatch(/^\[[\d,]+ characters cut\]$/);
  });

  it("is known for a destination when it is given alone", async () => {
    await using vigie = testVigie();
    pino9(vigiePino(vigie, { write: () => true })).info("alone");
    pino10(vigiePino(vigie, { write: () => true })).info("alone");
    expect((await logsOf(vigie)).map(({ message }) => message)).toEqual(["alone", "alone"]);
  });

  it("hands everything on to the destination behind", async () => {
    await using vigie = testVigie();
    const calls: unknown[] = [];
    const record = (name: string) => (value?: unknown) => void calls.push([name, typeof value]);
    const streams = pino10.multistream([
      { level: "info", stream: { write: record("low") } },
      { level: "error", stream: { write: record("high") } },
    ]);
    const logger = pino10({}, vigiePino(vigie, streams as never));
    logger.info("a");
    logger.error("b");
    expect(calls).toEqual([
      ["low", "string"],
      ["low", "string"],
      ["high", "string"],
    ]);
    const destination = vigiePino(vigie, {
      write: record("write"),
      flushSync: record("flushSync"),
      flush: record("flush"),
      end: record("end"),
    });
    calls.length = 0;
    pino10({}, destination).fatal("c");
    destination.flush(() => {});
    destination.end();
    expect(calls.map((call) => (call as string[])[0])).toEqual(["write", "flushSync", "flush", "end"]);
  });

  it("ties the lines of pino-http to their request and endpoint", async () => {
    await using vigie = testVigie();
    const logger = pino10({}, vigiePino(vigie, { write: () => true }));
    const middleware = pinoHttp({ logger: logger as never });
    const server = createServer(
      vigieHttp(vigie, (req, res) => {
        middleware(req, res);
        req.log.info("handling");
        res.end("ok");
      }),
    ).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders/12?token=abc`;
    const traceId = (
      await fetch(url, { headers: { authorization: "Bearer abcdef", cookie: "sid=ghijkl" } })
    ).headers.get("x-trace-id");
    await new Promise((resolve) => server.close(resolve));
    const logs = await logsOf(vigie);
    expect(logs.map(({ message }) => message)).toEqual(["handling", "request completed"]);
    for (const log of logs) expect(log).toMatchObject({ traceId, method: "GET", route: "/orders/:id" });
    expect(JSON.stringify(vigie.batches)).not.toMatch(/abcdef|ghijkl|token=abc/);
  });
});

describe("lines that are sent as they are", () => {
  const lineOf = (attributes: object, message: string, options: pino10.LoggerOptions = {}) => {
    let line = "";
    pino10(options, { write: (text: string) => (line = text) }).info(attributes, message);
    return line;
  };

  it("are most of those that are written", () => {
    for (const line of [
      lineOf({}, "started"),
      lineOf({ path: "/users/:id", ms: 12.5, ok: true, none: null }, "GET /users/:id 200"),
      lineOf({ data: 1, ms: -0.5, count: 0 }, "the same names elsewhere"),
      lineOf({ ms: 1, path: "/", user: { path: { ms: 1 } } }, "and deeper"),
      lineOf({ user: { id: 5, plan: "team", limits: [1, 2, { a: 1 }] }, empty: {}, none: [] }, "order placed"),
      lineOf({ reqId: "4bf92f3577b34da6a3ce929d0e0e4736" }, "cache miss für search_results:42 at 12:30:05"),
    ]) {
      expect(quickPinoLog(line)).toBeDefined();
    }
  });

  it("say the same as if they were read", () => {
    const piece = fc.constantFrom(
      "password",
      "bob@example.com",
      "10.0.0.1",
      "bearer abc",
      "é",
      "\n",
      '"',
      "\\",
      "a b",
      "token=x",
    );
    const text = fc.oneof(
      fc.string(),
      piece,
      fc.tuple(piece, piece).map((two) => two.join(" ")),
    );
    const name = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom("msg", "level", "time", "pid", "value", "name", "path", "stack", "message", "type", "data", "a"),
    );
    const plain = fc.oneof(text, fc.double(), fc.integer(), fc.boolean(), fc.constant(null));
    const { inner } = fc.letrec((tie) => ({
      inner: fc.oneof(
        { maxDepth: 8, depthSize: "large" },
        plain,
        fc.dictionary(name, tie("inner"), { maxKeys: 2 }),
        fc.array(tie("inner"), { maxLength: 2 }),
      ),
    }));
    const value = fc.oneof(plain, fc.dictionary(name, inner, { maxKeys: 3 }), fc.array(inner, { maxLength: 3 }));
    let quick = 0;
    // Also when they stand behind others, which may be broken off.
    const lines = fc.array(
      fc
        .tuple(fc.dictionary(name, value, { maxKeys: 4 }), text, fc.option(fc.nat(400), { freq: 8 }))
        .map(([attributes, message, length]) => lineOf(attributes, message).slice(0, length ?? undefined)),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(lines, (all) => {
        const block = new LineBlock(new PinoLines());
        const ends = all.map((line) => block.add(line));
        block.close();
        for (const [i, line] of all.entries()) {
          const end = ends[i] as number;
          const log = block.quick(end);
          block.pass(end);
          if (log === undefined) continue;
          quick++;
          expect(JSON.parse(quickJson(log, 5, undefined))).toEqual(
            JSON.parse(JSON.stringify(toLog(new PinoLines().read(line), 5, undefined, undefined))),
          );
        }
      }),
      { numRuns: 2_000 },
    );
    expect(quick).toBeGreaterThan(100);
  });

  it("know a name by where it stands, whatever stood there before", () => {
    for (const attributes of [
      { data: 1 },
      { a: { data: 1 } },
      { b: { stack: "x" } },
      { stack: 1 },
      { a: { msg: 1 } },
    ]) {
      const line = lineOf(attributes, "x");
      const log = quickPinoLog(line);
      const read = toLog(new PinoLines().read(line), 5, undefined, undefined);
      expect(read.attributes).toEqual(attributes);
      if (log !== undefined) expect(JSON.parse(quickJson(log, 5, undefined))).toEqual(read);
    }
    // A name in a list of texts, which is none.
    expect(quickPinoLog(lineOf({ list: ["password", "x1"] }, "x"))).toBeUndefined();
  });

  it("do not end in the line behind them", () => {
    const whole = lineOf({ a: 1 }, "order placed");
    for (let length = 1; length < whole.length - 1; length++) {
      const block = new LineBlock(new PinoLines());
      const end = block.add(whole.slice(0, length));
      block.add(whole.slice(length));
      block.close();
      expect(block.quick(end)).toBeUndefined();
      expect(block.read(end).message).toBe(whole.slice(0, length));
    }
  });
});
