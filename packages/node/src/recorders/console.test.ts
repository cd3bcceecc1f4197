import { describe, expect, it, vi } from "vitest";
import { captureConsole } from "./console.ts";
import { describeLogger, logsOf } from "./describe-logger.ts";
import { testVigie } from "./measured.ts";

describeLogger(
  "console",
  (vigie) => {
    const silent = (["debug", "info", "warn", "error"] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(() => {}),
    );
    const restore = captureConsole(vigie);
    return {
      log: (level, message, attributes) => (attributes ? console[level](message, attributes) : console[level](message)),
      error: (error, message) => console.error(message, error),
      [Symbol.dispose]: () => {
        restore();
        for (const spy of silent) spy.mockRestore();
      },
    };
  },
  { attributes: false },
);

describe("the console", () => {
  it("writes as ever, and says what it writes", async () => {
    await using vigie = testVigie();
    const written: unknown[][] = [];
    using spy = vi.spyOn(console, "log").mockImplementation((...args) => void written.push(args));
    const restore = captureConsole(vigie);
    console.log("%s has %d", "cart", 3, { deep: { list: [1, [2]] } });
    console.log();
    console.log({ password: "x1", user: "bob@example.com" });
    restore();
    console.log("after");
    expect(spy).toHaveBeenCalledTimes(4);
    expect(written[0]).toEqual(["%s has %d", "cart", 3, { deep: { list: [1, [2]] } }]);
    const logs = await logsOf(vigie);
    expect(logs.map(({ message }) => message)).toEqual([
      "cart has 3 { deep: { list: [ 1, [Array] ] } }",
      "",
      "{ password: '[redacted]', user: '[email]' }",
    ]);
  });

  it("is given back as it was, unless somebody else took it since", async () => {
    await using vigie = testVigie();
    const before = { ...console };
    const restore = captureConsole(vigie);
    expect(console.info).not.toBe(before.info);
    // A second time is one too many.
    captureConsole(vigie)();
    expect(console.info).not.toBe(before.info);
    const own = () => {};
    console.debug = own;
    restore();
    expect(console.debug).toBe(own);
    console.debug = before.debug;
    expect({ ...console }).toEqual(before);
  });

  it("does not follow what writes while it is written", async () => {
    await using vigie = testVigie();
    using _spy = vi.spyOn(console, "info").mockImplementation(() => {});
    using _other = vi.spyOn(console, "warn").mockImplementation(() => console.info("from within"));
    const restore = captureConsole(vigie);
    const chatty = {
      [Symbol.for("nodejs.util.inspect.custom")]: () => {
        console.info("while formatting");
        return "chatty";
      },
    };
    console.info("a", chatty);
    console.warn("b");
    restore();
    expect((await logsOf(vigie)).map(({ message }) => message)).toEqual(["a chatty", "b"]);
  });

  it("throws what it would have thrown, and nothing else", async () => {
    await using vigie = testVigie();
    using _spy = vi.spyOn(console, "error").mockImplementation(() => {});
    const restore = captureConsole(vigie);
    const throwing = {
      get [Symbol.for("nodejs.util.inspect.custom")]() {
        throw new Error("no");
      },
    };
    expect(() => console.error(throwing)).not.toThrow();
    restore();
    expect((await logsOf(vigie)).map(({ message }) => message)).toEqual(["[cannot be read]"]);
    expect(vigie.problems).toEqual([]);
  });

  it("keeps the stack of console.trace", async () => {
    await using vigie = testVigie();
    using _spy = vi.spyOn(console, "trace").mockImplementation(() => {});
    const restore = captureConsole(vigie);
    console.trace("here %s", "it is");
    restore();
    const [log] = await logsOf(vigie);
    expect(log).toMatchObject({ level: "trace", message: "here it is", errors: [{ type: "Trace" }] });
    expect(log?.errors?.[0]?.stack).toMatch(/^ {4}at .*console\.test/);
  });

  it("keeps nothing of the SDK's own warnings", async () => {
    await using vigie = testVigie();
    using _spy = vi.spyOn(console, "error").mockImplementation(() => {});
    const restore = captureConsole(vigie);
    console.error("(node:12) [unreachable] VigieWarning: Vigie cannot be reached");
    restore();
    expect(await logsOf(vigie)).toEqual([]);
  });
});
