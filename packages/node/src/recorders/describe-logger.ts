// What every recorder of logs must do; their own tests add what is particular to a logger.
import { type BatchLog, LIMITS, logSchema } from "@vigie/protocol";
import { describe, expect, it } from "vitest";
import type { Vigie } from "../index.ts";
import { measured, type TestVigie, testVigie } from "./measured.ts";

/** One way to log, as a host would use it. */
export interface Subject extends Disposable {
  log(level: "debug" | "info" | "warn" | "error", message: string, attributes?: Record<string, unknown>): void;
  error(error: Error, message?: string): void;
  /** Writes at a level that nobody knows; undefined where the logger has no such thing. */
  odd?: (message: string) => void;
}

export interface Abilities {
  /** Attributes are kept as such, not written into the message. */
  attributes: boolean;
}

/** All logs that were sent so far, checked against the wire. */
export async function logsOf(vigie: TestVigie): Promise<BatchLog[]> {
  await vigie.flush();
  return vigie.batches.flatMap(({ logs }) => logs.map((log) => logSchema.parse(JSON.parse(JSON.stringify(log)))));
}

export function lostLogs(vigie: TestVigie): number {
  const losses = vigie.batches.flatMap((batch) => batch.losses).filter(({ what }) => what === "logs");
  return losses.reduce((sum, { count }) => sum + count, 0);
}

export function describeLogger(name: string, start: (vigie: Vigie) => Subject, { attributes }: Abilities): void {
  async function run(work: (subject: Subject, vigie: TestVigie) => unknown): Promise<BatchLog[]> {
    await using vigie = testVigie();
    using subject = start(vigie);
    await work(subject, vigie);
    return await logsOf(vigie);
  }

  describe(name, () => {
    it("keeps level, message and time, in order", async () => {
      const before = Date.now();
      const logs = await run((subject) => {
        for (const level of ["debug", "info", "warn", "error"] as const) subject.log(level, `at ${level}`);
      });
      expect(logs.map(({ level, message }) => [level, message])).toEqual([
        ["debug", "at debug"],
        ["info", "at info"],
        ["warn", "at warn"],
        ["error", "at error"],
      ]);
      for (const { time, cut, traceId } of logs) {
        expect(time).toBeGreaterThanOrEqual(before - 2);
        expect(time).toBeLessThanOrEqual(Date.now() + 2);
        expect(cut).toBe(0);
        expect(traceId).toBeUndefined();
      }
    });

    it.runIf(attributes)("keeps attributes", async () => {
      const given = { orderId: 12, ok: true, none: null, at: { list: [1, { x: "y" }] } };
      const [log] = await run((subject) => subject.log("info", "ordered", given));
      expect(log).toMatchObject({ message: "ordered", attributes: given });
    });

    it("keeps errors with their causes, and a stack of many lines as one log", async () => {
      const cause = new RangeError("too far");
      const logs = await run((subject) => subject.error(new TypeError("no such order", { cause }), "ordering failed"));
      expect(logs).toHaveLength(1);
      expect(logs[0]?.level).toBe("error");
      expect(logs[0]?.message).toContain("ordering failed");
      const [error, inner] = logs[0]?.errors ?? [];
      expect(error).toMatchObject({ type: "TypeError", message: "no such order" });
      expect(error?.stack).toMatch(/^ {4}at .*describe-logger/);
      expect(inner).toMatchObject({ type: "RangeError", message: "too far" });
      expect(inner?.stack).toMatch(/^ {4}at /);
      expect(logs[0]?.errors).toHaveLength(2);
    });

    it("keeps text of many lines, colours and quotes as one log", async () => {
      const text = 'first "one"\n  \u001b[31msecond\u001b[0m\n\tthird \\ end';
      const logs = await run((subject) => subject.log("info", text));
      expect(logs.map(({ message }) => message)).toEqual([text]);
    });

    it("ties logs to the request in which they were written", async () => {
      await using vigie = testVigie();
      using subject = start(vigie);
      const traces = new Map<string, string>();
      const request = (n: number) =>
        measured(vigie, async () => {
          traces.set(`request ${n}`, vigie.traceId() ?? "");
          subject.log("info", `request ${n}`);
          await new Promise((resolve) => setTimeout(resolve, (n * 7) % 10));
          subject.log("info", `request ${n}`);
          await Promise.resolve();
          subject.log("info", `request ${n}`);
        });
      await Promise.all(Array.from({ length: 20 }, (_, n) => request(n)));
      subject.log("info", "outside");
      const logs = await logsOf(vigie);
      expect(logs).toHaveLength(61);
      for (const { message, traceId } of logs) expect([message, traceId]).toEqual([message, traces.get(message)]);
      expect(new Set(traces.values()).size).toBe(20);
    });

    it("has no trace ids without asynchronous context", async () => {
      await using vigie = testVigie({ asyncContext: false });
      using subject = start(vigie);
      await measured(vigie, () => subject.log("info", "here"));
      expect(await logsOf(vigie)).toMatchObject([{ message: "here" }]);
      expect((await logsOf(vigie))[0]).not.toHaveProperty("traceId");
    });

    it("keeps what the logger called a level that nobody knows", async () => {
      const [log] = await run((subject) => subject.odd?.("odd"));
      if (log === undefined) return;
      expect(log).toMatchObject({ level: "info", message: "odd", attributes: { level: "odd" } });
    });

    it("cuts a line of a megabyte, and says by how much", async () => {
      const text = "word ".repeat(200_000);
      const [log, after] = await run((subject) => {
        subject.log("info", text);
        subject.log("info", "after");
      });
      expect(log?.message.length).toBeGreaterThan(LIMITS.logLength - 400);
      expect(log?.message.length).toBeLessThanOrEqual(LIMITS.logLength);
      expect((log?.message.length ?? 0) + (log?.cut ?? 0)).toBe(text.length);
      expect(after?.message).toBe("after");
    });

    it("stores what cannot be stored as what can", async () => {
      const [log] = await run((subject) => subject.log("info", "a\0b\ud800c \ud83d\ude00"));
      expect(log?.message).toBe("a\ufffdb\ufffdc \ud83d\ude00");
    });

    it("survives whatever is given as attributes", async () => {
      let deep: object = {};
      for (let i = 0; i < 1_000; i++) deep = { deep };
      const circular: Record<string, unknown> = {};
      circular.self = circular;
      const own = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
      const logs = await run((subject) => {
        subject.log("info", "deep", { deep });
        subject.log("info", "circular", { circular });
        subject.log("info", "names", { own });
        subject.log("info", "big", { big: 12n, symbol: Symbol("s"), run: () => 1 });
      });
      expect(logs).toHaveLength(4);
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    });

    it("lets none of fifty planted secrets out", async () => {
      await using vigie = testVigie();
      using subject = start(vigie);
      const { plant, secrets } = secretsToPlant();
      plant(subject);
      await vigie.flush();
      const sent = JSON.stringify(vigie.batches);
      expect(secrets).toHaveLength(50);
      expect(secrets.filter((secret) => sent.includes(secret))).toEqual([]);
      expect(sent).toContain("[redacted]");
    });

    it("accounts for every line: sent, or reported as lost", async () => {
      await using vigie = testVigie();
      using subject = start(vigie);
      const written = 50_000;
      const logs: BatchLog[] = [];
      for (let n = 0; n < written; n++) subject.log("info", `line ${n}`);
      logs.push(...(await logsOf(vigie)));
      // Losses of the last batch are in the next one.
      subject.log("info", `line ${written}`);
      const all = await logsOf(vigie);
      expect(lostLogs(vigie)).toBeGreaterThan(0);
      expect(all.length + lostLogs(vigie)).toBe(written + 1);
      const numbers = all.map(({ message }) => Number(message.slice(5)));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(numbers.at(-1)).toBe(written);
    });

    it("writes nothing about itself", async () => {
      await using vigie = testVigie();
      using subject = start(vigie);
      subject.log("info", "mine");
      await logsOf(vigie);
      await vigie.flush();
      expect((await logsOf(vigie)).map(({ message }) => message)).toEqual(["mine"]);
      expect(vigie.problems).toEqual([]);
    });
  });
}

/** Fifty secrets, no two alike, in messages, attributes and errors. */
function secretsToPlant(): { plant: (subject: Subject) => void; secrets: string[] } {
  const secrets: string[] = [];
  const secret = (text = `S3cr3t${secrets.length}x`) => {
    secrets.push(text);
    return text;
  };
  const messages = [
    `login with password=${secret()}`,
    `login with {"password":"${secret()}"}`,
    `Authorization: Bearer ${secret()}`,
    `authorization: Basic ${secret("c2VjcmV0OnNlY3JldA==")}`,
    `cookie: sid=${secret()}; theme=${secret()}`,
    `set-cookie: session=${secret()}; Path=/`,
    `x-api-key: ${secret()}`,
    `GET /orders?token=${secret()}&page=2`,
    `GET /orders?api_key=${secret()}`,
    `connect postgres://shop:${secret()}@db:5432/shop`,
    `connect redis://:${secret()}@cache:6379`,
    `mail to ${secret("bob.smith@example.com")} failed`,
    `from ${secret("203.0.113.77")}`,
    `from ${secret("2001:db8::8a2e:370:7334")}`,
    `card ${secret("4111 1111 1111 1111")}`,
    `card ${secret("5500000000000004")}`,
    `jwt ${secret("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP")}`,
    `key ${secret("ghp_0123456789abcdefghijABCDEFGHIJ012345")}`,
    `key ${secret("AKIAIOSFODNN7EXAMPLE")}`,
    `run --password ${secret()} --user bob`,
    `client_secret: ${secret()}`,
    `-----BEGIN PRIVATE KEY-----\n${secret("MIIEowAbCdEf")}\n-----END PRIVATE KEY-----`,
    `"tokens": ["${secret()}", "${secret()}"]`,
    `proxy-authorization: Digest ${secret("a1b2c3d4e5f6==")}`,
    `AWS_SECRET_ACCESS_KEY=${secret()}`,
    `passphrase='${secret()}'`,
    `X-CSRF-Token: ${secret()}`,
  ];
  const attributes: Record<string, unknown>[] = [
    { password: secret() },
    { PASSWORD: secret() },
    { user: { passwd: secret() } },
    { req: { headers: { authorization: `Custom ${secret()}`, cookie: `a=${secret()}` } } },
    { headers: { "Set-Cookie": [`a=${secret()}`] } },
    { config: { db: { list: [{ dbPassword: secret() }] } } },
    { apiKey: secret(), accessToken: secret(), refresh_token: secret() },
    { a: { b: { c: { d: { secret: secret() } } } } },
    { email: secret("ann@example.org"), ip: secret("198.51.100.23") },
    { url: `https://u:${secret()}@api.test/x?access_token=${secret()}` },
    { note: `password: ${secret()}` },
    { credentials: { user: "u", value: secret() } },
  ];
  const errors = [
    new Error(`auth failed for token=${secret()}`),
    new Error("outer", { cause: new Error(`inner password=${secret()}`) }),
    Object.assign(new Error("with fields"), { config: { apiKey: secret() } }),
  ];
  while (secrets.length < 50) messages.push(`password=${secret()}`);
  return {
    secrets,
    plant: (subject) => {
      for (const message of messages) subject.log("info", message);
      for (const one of attributes) subject.log("warn", "planted", one);
      for (const error of errors) subject.error(error, "planted");
    },
  };
}
