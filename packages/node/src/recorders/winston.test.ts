import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { config, createLogger, format, type Logger, type LoggerOptions, transports } from "winston";
import { describeLogger, logsOf } from "./describe-logger.ts";
import { measured, testVigie } from "./measured.ts";
import { vigieWinston } from "./winston.ts";

const nowhere = () =>
  new transports.Stream({ stream: new Writable({ write: (_chunk, _encoding, done) => setImmediate(done) }) });

describeLogger(
  "winston",
  (vigie) => {
    const levels = { ...config.npm.levels, odd: 2 };
    const logger = createLogger({ level: "silly", levels, transports: [nowhere(), vigieWinston(vigie)] });
    return {
      log: (level, message, attributes) => logger.log(level, message, attributes),
      error: (error, message) => logger.error(message ?? "", error),
      odd: (message) => logger.log("odd", message),
      [Symbol.dispose]: () => logger.close(),
    };
  },
  { attributes: true },
);

describe("what winston can be set to", () => {
  async function logged(options: LoggerOptions, write: (logger: Logger) => void) {
    await using vigie = testVigie();
    const logger = createLogger({ level: "silly", ...options, transports: [nowhere(), vigieWinston(vigie)] });
    write(logger);
    const logs = await logsOf(vigie);
    logger.close();
    return logs;
  }

  it.each<[string, Record<string, number>, string[][]]>([
    [
      "npm",
      config.npm.levels,
      [
        ["error", "error"],
        ["http", "debug", "http"],
        ["verbose", "debug", "verbose"],
        ["silly", "trace", "silly"],
      ],
    ],
    [
      "syslog",
      config.syslog.levels,
      [
        ["emerg", "fatal", "emerg"],
        ["crit", "fatal", "crit"],
        ["warning", "warn"],
        ["notice", "info", "notice"],
      ],
    ],
    [
      "cli",
      config.cli.levels,
      [
        ["help", "info", "help"],
        ["input", "trace", "input"],
      ],
    ],
    [
      "its own",
      { doom: 0, error: 1, odd: 2, warn: 3, odder: 4 },
      [
        ["doom", "error", "doom"],
        ["odd", "warn", "odd"],
        ["odder", "info", "odder"],
      ],
    ],
  ])("knows the levels of %s", async (_name, levels, expected) => {
    const least = Object.keys(levels).at(-1) ?? "";
    const logs = await logged({ levels, level: least }, (logger) => {
      for (const [name = ""] of expected) logger.log(name, "x");
    });
    expect(logs.map(({ level, attributes }) => [level, attributes?.level])).toEqual(
      expected.map(([, level, name]) => [level, name]),
    );
  });

  it("keeps no more than the logger's level, or its own", async () => {
    const write = (logger: Logger) => logger.debug("a").info("b").warn("c");
    expect(await logged({ level: "info" }, write)).toHaveLength(2);
    await using vigie = testVigie();
    const logger = createLogger({ level: "silly", transports: [vigieWinston(vigie, { level: "warn" })] });
    write(logger);
    expect(await logsOf(vigie)).toMatchObject([{ message: "c" }]);
  });

  it("understands formats, metadata and children", async () => {
    const logs = await logged(
      {
        defaultMeta: { component: "cart" },
        format: format.combine(format.timestamp(), format.splat(), format.colorize(), format.simple()),
      },
      (logger) => {
        logger.info("%s has %d", "cart", 3, { user: 7 });
        logger.child({ order: 5 }).warn("late");
        logger.log({ level: "info", message: "as one", password: "x" });
        logger.info({ message: { a: 1 } } as never);
      },
    );
    expect(logs).toMatchObject([
      { message: "cart has 3", attributes: { component: "cart", user: 7 } },
      { level: "warn", message: "late", attributes: { component: "cart", order: 5 } },
      { message: "as one", attributes: { component: "cart", password: "[redacted]" } },
      { level: "info" },
    ]);
    for (const { attributes } of logs) expect(attributes).not.toHaveProperty("timestamp");
  });

  it("keeps errors in the ways in which they are logged", async () => {
    const error = Object.assign(new TypeError("a", { cause: new RangeError("b") }), { constraint: "orders_pkey" });
    const errors = { format: format.combine(format.errors({ stack: true, cause: true }), format.json()) };
    const variants: [LoggerOptions, (logger: Logger) => void][] = [
      [errors, (logger) => logger.error(error)],
      [errors, (logger) => logger.error("failed", error)],
      [errors, (logger) => logger.log({ level: "error", message: error as never })],
      [{}, (logger) => logger.error("failed", { error })],
      [{ format: format.combine(format.metadata(), format.json()) }, (logger) => logger.error("failed", error)],
    ];
    for (const [options, log] of variants) {
      const [one] = await logged(options, log);
      expect(one?.level).toBe("error");
      expect(one?.errors?.map(({ message }) => message)).toEqual(["a", "b"]);
      expect(one?.errors?.[0]).toMatchObject({ type: "TypeError" });
      for (const { stack } of one?.errors ?? []) expect(stack).toMatch(/^ {4}at .*winston\.test/);
      expect(JSON.stringify(one?.attributes)).toContain("orders_pkey");
      // What `format.metadata` puts away stays where it is.
      if (!one?.attributes?.metadata) expect(JSON.stringify(one?.attributes)).not.toContain("winston.test");
    }
  });

  it("ties logs to their request while another transport holds the logger up", async () => {
    await using vigie = testVigie();
    const slow = new Writable({
      objectMode: true,
      highWaterMark: 1,
      write: (_info, _encoding, done) => void setTimeout(done, 2),
    });
    const logger = createLogger({ transports: [new transports.Stream({ stream: slow }), vigieWinston(vigie)] });
    const held = Object.assign(slow, { log: (_info: unknown, next: () => void) => next() });
    logger.add(held as never);
    const traces = new Map<string, string>();
    const work = Array.from({ length: 60 }, (_, n) =>
      measured(vigie, () => {
        traces.set(`request ${n}`, vigie.traceId() ?? "");
        logger.info(`request ${n}`);
      }),
    );
    await Promise.all(work);
    await expect.poll(async () => (await logsOf(vigie)).length, { timeout: 5_000 }).toBe(60);
    for (const { message, traceId } of await logsOf(vigie))
      expect([message, traceId]).toEqual([message, traces.get(message)]);
  });

  it("leaves the logger as it was when it is removed", async () => {
    await using vigie = testVigie();
    const logger = createLogger({ transports: [nowhere()] });
    const { write } = logger;
    const transport = vigieWinston(vigie);
    logger.add(transport);
    logger.info("kept");
    logger.remove(transport);
    logger.info("not kept");
    expect(logger.write).toBe(write);
    expect((await logsOf(vigie)).map(({ message }) => message)).toEqual(["kept"]);
  });
});
