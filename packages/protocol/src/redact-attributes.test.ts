import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "./limits.ts";
import { redactAttributes } from "./redact-attributes.ts";
import { areHarmless } from "./redact-harmless.ts";

const json = (value: unknown) => JSON.stringify(value);

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function namesOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const inside = Object.values(value).reduce((sum: number, one) => sum + namesOf(one), 0);
  return inside + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

describe("redactAttributes", () => {
  it("leaves harmless attributes as they are", () => {
    const attributes = { path: "/users/:id", status: 200, ok: true, none: null, list: [1, "a"], at: { x: 1.5 } };
    expect(redactAttributes(attributes)).toEqual(attributes);
  });

  it.each([
    ["password", "x1"],
    ["PassWord", "x1"],
    ["db_password", "x1"],
    ["passwd", "x1"],
    ["client-secret", "x1"],
    ["accessToken", "x1"],
    ["Authorization", "x1"],
    ["cookie", "x1"],
    ["Set-Cookie", ["a=x1"]],
    ["apiKey", "x1"],
    ["API_KEY", "x1"],
    ["x-api-key", "x1"],
    ["otp", 123456],
    ["auth", { user: "u", how: "x1" }],
    ["session.sid", "x1"],
    ["credentials", ["x1"]],
  ])("hides the value of %s at any depth", (name, value) => {
    for (const wrap of [
      (inner: object) => inner,
      (inner: object) => ({ a: { b: [{ c: inner }] } }),
      (inner: object) => ({ list: [1, inner] }),
    ]) {
      const text = json(redactAttributes(wrap({ [name]: value })));
      expect(text).not.toMatch(/x1|123456/);
      expect(text).toContain("[redacted]");
    }
  });

  it("says that there is none, or how many there are", () => {
    const attributes = { token: null, password: "", hasPassword: false, max_tokens: 4096, secret: undefined };
    expect(redactAttributes(attributes)).toEqual({ token: null, password: "", hasPassword: false, max_tokens: 4096 });
  });

  it("hides what is in texts, in names and in numbers", () => {
    expect(
      redactAttributes({ to: "bob@example.com", "ann@example.com": 1, card: 4111111111111111, "10.0.0.1": "10.0.0.2" }),
    ).toEqual({ to: "[email]", "[email]": 1, card: "[card]", "[ip]": "[ip]" });
  });

  it("hides headers in the ways in which they are listed", () => {
    const headers = [
      ["host", "a", "X-Api-Key", "x1", "cookie", "x1"],
      [{ name: "x-api-key", value: "x1" }],
      [{ key: "Authorization", value: ["x1"] }],
      new Map([["authorization", "x1"]]),
    ];
    expect(json(redactAttributes({ headers }))).not.toContain("x1");
  });

  it("hides what the service names beyond that", () => {
    const own = { names: ["iban", /^x-corp-/i], patterns: [/KD-\d+/g] };
    expect(redactAttributes({ IBAN: "x", "X-Corp-Id": "y", text: "of KD-123, iban=x", ok: "z" }, own)).toEqual({
      IBAN: "[redacted]",
      "X-Corp-Id": "[redacted]",
      text: "of [redacted], iban=[redacted]",
      ok: "z",
    });
  });

  it("takes what JSON cannot say", () => {
    const circular: Record<string, unknown> = { a: 1 };
    circular.self = circular;
    class Money {
      amount = 3;
    }
    const result = redactAttributes({
      circular,
      big: 12n,
      symbol: Symbol("s"),
      run: () => 1,
      nan: Number.NaN,
      date: new Date(0),
      wrong: new Date(Number.NaN),
      set: new Set([1]),
      map: new Map([[1, 2]]),
      buffer: Buffer.from("secret"),
      written: JSON.parse(JSON.stringify(Buffer.from("secret"))),
      bytes: new Float64Array(2),
      expression: /a/g,
      url: new URL("http://u:p@h/"),
      money: new Money(),
      list: [undefined, () => 1],
      toJSON: undefined,
      throws: {
        get x(): number {
          throw new Error("no");
        },
      },
      odd: {
        toJSON() {
          throw new Error("no");
        },
      },
      revoked: (() => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      })(),
    });
    expect(result).toEqual({
      circular: { a: 1, self: "[circular]" },
      big: "12",
      symbol: "Symbol(s)",
      run: "[function]",
      nan: "NaN",
      date: "1970-01-01T00:00:00.000Z",
      wrong: "Invalid Date",
      set: [1],
      map: [[1, 2]],
      buffer: "[Buffer, 6 bytes]",
      written: "[Buffer, 6 bytes]",
      bytes: "[Float64Array, 16 bytes]",
      expression: "/a/g",
      url: "http://[redacted]@h/",
      money: { amount: 3 },
      list: [null, "[function]"],
      throws: { x: "[getter threw]" },
      odd: "[toJSON threw]",
      revoked: "[cannot be read]",
    });
  });

  it("reads errors with their causes", () => {
    const error = Object.assign(new TypeError("no bob@example.com", { cause: new Error("inner") }), { code: "E1" });
    const { error: read } = redactAttributes({ error }) as { error: Record<string, unknown> };
    expect(read).toMatchObject({ type: "TypeError", message: "no [email]", code: "E1", cause: { message: "inner" } });
  });

  it("does not let names of Object change anything", () => {
    const attributes = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
    const result = redactAttributes(attributes);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(JSON.stringify(result)).toBe(JSON.stringify(attributes));
  });

  it("goes 6 levels deep", () => {
    let deep: object = {};
    for (let i = 0; i < 200_000; i++) deep = i % 2 ? { a: deep } : [deep];
    const result = redactAttributes({ deep });
    expect(depthOf(result)).toBe(LIMITS.attributeDepth);
    expect(json(result)).toContain("[deeper than 6 levels]");
  });

  it("says how much it left out", () => {
    const long = redactAttributes({ long: "word ".repeat(2_300) }).long as string;
    expect(long.length).toBeLessThanOrEqual(LIMITS.attributeLength);
    expect(long).toMatch(/ word …\[3,[34]\d\d characters cut\]$/);

    const many = redactAttributes(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`n${i}`, i])));
    expect(Object.keys(many)).toHaveLength(257);
    expect(many["…"]).toBe("[44 more left out]");

    const list = redactAttributes({ list: Array.from({ length: 100_000 }, (_, i) => i), after: 1 });
    expect(json(list).length).toBeLessThanOrEqual(LIMITS.attributesLength);
    expect((list.list as unknown[]).at(-1)).toMatch(/^\[93,\d{3} more left out\]$/);
    expect(list["…"]).toBe("[1 more left out]");
  });

  it("turns what cannot be stored into what can", () => {
    expect(redactAttributes({ "a\0": "b\0\ud800", pair: "\ud83d\ude00" })).toEqual({
      "a\ufffd": "b\ufffd\ufffd",
      pair: "\ud83d\ude00",
    });
  });

  it("makes attributes of anything", () => {
    expect([null, undefined, 1, "a", [1], new Error("x").message].map((one) => redactAttributes(one))).toEqual([
      {},
      {},
      { value: 1 },
      { value: "a" },
      { value: [1] },
      { value: "x" },
    ]);
  });

  it("knows at once what is harmless", () => {
    const name = fc.oneof(fc.string(), fc.constantFrom("password", "…", "path", "__proto__", "bob@example.com"));
    const text = fc.oneof(fc.string(), fc.constantFrom("/orders", "12:30:00", "token=x", "10.0.0.1", "\0", 'say "x"'));
    const value = fc.oneof(text, fc.double(), fc.integer(), fc.boolean(), fc.constantFrom(null, 4111111111111111));
    let harmless = 0;
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 3 }), (attributes) => {
        if (!areHarmless(attributes)) return;
        harmless++;
        expect(redactAttributes(attributes)).toEqual(attributes);
      }),
      { numRuns: 2_000 },
    );
    expect(harmless).toBeGreaterThan(100);
    expect(areHarmless({ nested: {} })).toBe(false);
  });

  it("stays within the limits and changes nothing more when applied again, whatever it is given", () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom("password=x", "bob@example.com ", "Bearer abc ", "…", "[12 more left out]", "\0", "\ud800"),
      fc.nat({ max: 12_000 }).map((length) => "word 10.0.0.1 ".repeat(length / 14)),
    );
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom("password", "…", "value", "name", "__proto__", "toJSON", "type"),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 8, depthSize: "small" },
        text,
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          maxDepth: 2,
        }),
        fc.array(tie("tree"), { maxLength: 8 }),
        fc.dictionary(name, tie("tree"), { maxKeys: 8 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(name, tree, { maxKeys: 12 }), (attributes) => {
        const once = redactAttributes(attributes);
        expect(json(once).length).toBeLessThanOrEqual(LIMITS.attributesLength);
        expect(depthOf(once)).toBeLessThanOrEqual(LIMITS.attributeDepth);
        expect(namesOf(once)).toBeLessThanOrEqual(LIMITS.attributeCount + LIMITS.attributeDepth);
        expect(json(redactAttributes(JSON.parse(json(once))))).toBe(json(once));
      }),
      { numRuns: 200 },
    );
  });
});
