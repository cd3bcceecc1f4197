import { VigieError } from "@vigie/protocol";
import { describe, expect, it } from "vitest";
import { createMatcher } from "./match.ts";
import { parseSearch } from "./parse.ts";
import type { SearchableLog } from "./search.ts";

const LOG: SearchableLog = {
  level: "warn",
  message:
    'Checkout of user_id=42 at 10.0.0.1 took too long: GET /api/users/42 "gold plated" retry(3) Größe STRASSE İstanbul ΟΔΟΣ',
  service: "shop",
  release: "v2.1.0",
  instance: "shop-7d9f-2",
  environment: null,
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  method: "GET",
  route: "/users/:id",
  errors: [
    { type: "TimeoutError", message: "pool exhausted", stack: "at connect (pool.ts:12)\nat query (db.ts:40)" },
    { type: "Error", message: "socket closed", stack: "" },
  ],
  attributes: {
    user: { id: 42, plan: "gold plated", admin: false, "last.seen": "now" },
    "http.host": "shop.test",
    items: [{ name: "spoon", count: 12 }, { name: "fork" }],
    tags: ["red", "blue"],
    took: "250",
    nothing: null,
    deep: { a: { b: { c: "needle" } } },
    level: "own",
    unit: 9.5,
  },
};

const ELSEWHERE: SearchableLog = {
  ...LOG,
  level: "info",
  message: "ok",
  release: null,
  environment: "production",
  traceId: null,
  method: null,
  route: null,
  errors: [],
  attributes: {},
};

describe("createMatcher", () => {
  it.each<[string, boolean]>([
    ["", true],
    // Words
    ["checkout", true],
    ["CHECKOUT", true],
    ["check", false],
    ["check*", true],
    ["*out", true],
    ["*hecko*", true],
    ["heck*", false],
    ["user_id", true],
    ["user", false],
    ["user_id=42", true],
    ["user_id=4", false],
    ["user_id=4*", true],
    ["id=42", false],
    ["10.0.0.1", true],
    ["0.0.1", true],
    ["10.0.0", true],
    ["0.0.0.1", false],
    ["/api/users", true],
    ["/api/user", false],
    ["/api/user*", true],
    ["api/users/42", true],
    ["retry(3)", true],
    ["größe", true],
    ["GRÖSSE", false],
    ["strasse", true],
    ["istanbul", true],
    ["οδος", true],
    ["οδοσ", true],
    ["spoo", false],
    // Exact words
    ['"took too long"', true],
    ['"TOOK TOO"', true],
    ['"ook too lon"', true],
    ['"took  too"', false],
    ['"\\"gold plated\\""', true],
    // Where words are looked for
    ["exhausted", true],
    ["TimeoutError", true],
    ["Timeout", false],
    ["db.ts", true],
    ["closed", true],
    ["needle", true],
    ["spoon", true],
    ["blue", true],
    ["42", true],
    ["false", true],
    ["9.5", true],
    ["needle deep", false],
    ["admin", false],
    ["shop-7d9f-2", false],
    ['"exhausted socket"', false],
    // Regular expressions
    ["/took .* long/", true],
    ["/TOOK/", false],
    ["/TOOK/i", true],
    ["/^Checkout/", true],
    ["/^pool/", true],
    ["/user_id=\\d+/", true],
    ["/user_id=\\d{3}/", false],
    ["/^at query/", false],
    ["/(?m)^at query/", true],
    // Operators
    ["checkout nothing", false],
    ["checkout OR nothing", true],
    ["-checkout", false],
    ["-nothing", true],
    ["NOT (nothing OR checkout)", false],
    ["checkout (nothing OR 42) -absent", true],
    ["nothing checkout OR absent", false],
    // Fields
    ["level:warn", true],
    ["level:>=warn", true],
    ["level:>warn", false],
    ["level:<error", true],
    ["level:info,warn", true],
    ["level:(error OR fatal)", false],
    ["service:shop", true],
    ["service:Shop", false],
    ["service:sho", false],
    ["service:cart,shop", true],
    ["service:s*p", true],
    ["-service:shop", false],
    ["release:v2.*", true],
    ["release:*", true],
    ["environment:*", false],
    ["environment:production", false],
    ["-environment:production", true],
    ["instance:shop-*-2", true],
    ["instance:shop-*-2-*", false],
    ["method:get", true],
    ["route:/users/:id", true],
    ["route:/users/*", true],
    ["route:/users", false],
    ["route:*users*users*", false],
    ["trace:4bf9", true],
    ["trace:4bf92f3577b34da6a3ce929d0e0e4736", true],
    ["trace:5", false],
    ["trace:*", true],
    ["error:TimeoutError", true],
    ["error:*Error", true],
    ["error:Error", true],
    ["error:Timeout", false],
    ["error:RangeError,Error", true],
    // Attributes
    ["user.id:42", true],
    ["user.id:4", false],
    ["user.id:4*", true],
    ["user.id:41,42", true],
    ['user.plan:"gold plated"', true],
    ["user.plan:gold", false],
    ["user.plan:gold*", true],
    ["user.admin:false", true],
    ["user.last.seen:now", true],
    ["http.host:shop.test", true],
    ["http:*", false],
    ["user:*", true],
    ["user:42", false],
    ["user.none:*", false],
    ["nothing:*", false],
    ["tags:blue", true],
    ["tags:green", false],
    ["items.name:fork", true],
    ["items.count:>10", true],
    ["items.count:>12", false],
    ["items.count:>=12", true],
    ["took:>249", true],
    ["took:<250", false],
    ["user.plan:>1", false],
    ["user.admin:<1", false],
    ["deep.a.b.c:needle", true],
    ["deep.a.b:needle", false],
    ["@level:own", true],
    ["@level:warn", false],
    ["toString:*", false],
    ["__proto__:*", false],
    ["user.constructor:*", false],
  ])("%s is %s", (source, expected) => {
    expect(createMatcher(parseSearch(source))(LOG)).toBe(expected);
  });

  it.each<[string, boolean]>([
    ["trace:*", false],
    ["-trace:4bf9", true],
    ["release:*", false],
    ["environment:prod*", true],
    ["route:*", false],
    ["-route:/health", true],
    ["method:GET", false],
    ["error:*", false],
    ["user.id:*", false],
  ])("%s is %s of a log that was not logged in a request", (source, expected) => {
    expect(createMatcher(parseSearch(source))(ELSEWHERE)).toBe(expected);
  });

  it("takes an empty name for one that is not known", () => {
    const log = { ...LOG, release: "" };
    expect(createMatcher(parseSearch("release:*"))(log)).toBe(false);
    expect(createMatcher(parseSearch("-release:v*"))(log)).toBe(true);
  });

  it("refuses what is known only later, and points at it", () => {
    try {
      createMatcher(parseSearch("timeout -duration:>1s"));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(VigieError);
      const { code, details, message } = error as VigieError;
      expect(code).toBe("SEARCH_NOT_LIVE");
      expect(details).toEqual({ field: "duration", at: 10, offset: 9, length: 12 });
      expect(message).toContain("asks for duration at character 10");
    }
  });

  it("lets no expression take longer than the text is long", () => {
    const evil = [
      "(a+)+$",
      "(a|a)*b",
      "(a*)*c",
      "(.*)(.*)(.*)(.*)(.*)b$",
      "(?:a?){30}a{30}b",
      "(a|aa)+$",
      "^(a+)*$",
      "([a-z]+)*\\d",
    ];
    // A backtracking engine needs more than a day for any of these at a hundredth of the length.
    const message = `${"a".repeat(30_000)}!`;
    for (const source of evil) {
      const matches = createMatcher(parseSearch(`/${source}/ OR /${source}/i`));
      const start = performance.now();
      expect(matches({ ...ELSEWHERE, message })).toBe(false);
      expect(performance.now() - start, source).toBeLessThan(3_000);
    }
  });
});
