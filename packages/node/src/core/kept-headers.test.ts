import { LIMITS } from "@vigie/protocol";
import { describe, expect, it } from "vitest";
import { redactHeaders, redactUrl } from "./kept-headers.ts";

describe("URL of a kept request", () => {
  it.each([
    ["/users/42?page=2&sort=name", "/users/:id", "/users/42?page=2&sort=name"],
    ["/a?token=hunter2&b=1", "/a", "/a?token=[redacted]&b=1"],
    ["/a?b=1&API_KEY=hunter2", "/a", "/a?b=1&API_KEY=[redacted]"],
    ["/a?pass%77ord=hunter2", "/a", "/a?pass%77ord=[redacted]"],
    ["/a?user%5Bpassword%5D=hunter2&tokens[0]=hunter2", "/a", "/a?user%5Bpassword%5D=[redacted]&tokens[0]=[redacted]"],
    ["/a?code=hunter2&key=hunter2&session=hunter2", "/a", "/a?code=[redacted]&key=[redacted]&session=[redacted]"],
    ["/a;jsessionid=hunter2/b?x=1", "/a/b", "/a;jsessionid=[redacted]?x=1"],
    ["/reset/hunter2?x=1", "/reset/:token", "/reset/[redacted]?x=1"],
    ["/reset/hunter2", "/reset/{token}", "/reset/[redacted]"],
    ["/a?mail=bob%40example.com&ip=203.0.113.9", "/a", "/a?mail=[email]&ip=[ip]"],
    ["/a?next=%2Fb%3Ftoken%3Dhunter2", "/a", "/a?next=%2Fb%3Ftoken%3D[redacted]"],
    ["/a?%=1&%zz=2&=3&", "/a", "/a?%=1&%zz=2&=3&"],
    ["http://u:hunter2@example.test/a?b=1", "/a", "http://[redacted]@example.test/a?b=1"],
  ])("%s at %s is told as %s", (url, route, told) => {
    expect(redactUrl(url, route, undefined)).toBe(told);
  });

  it("is within its limit, however long it came", () => {
    for (const url of [
      `/a?q=${"x".repeat(20_000)}`,
      `/${"a/".repeat(10_000)}`,
      `/a?${"token=hunter2&".repeat(2_000)}`,
    ]) {
      const told = redactUrl(url, "/a", undefined);
      expect(told.length).toBeLessThanOrEqual(LIMITS.urlLength);
      expect(told).not.toContain("hunter2");
    }
  });

  it("takes time in proportion to hostile text", () => {
    const before = performance.now();
    for (const piece of ["?", "&", "a=", "?a", "&=", ";a;", "%", "?%3D"])
      redactUrl(`/${piece.repeat(8_000)}`, "/a", undefined);
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it("knows the service's own secrets", () => {
    const own = { names: ["plate"], patterns: [/INV-\d+/g] };
    expect(redactUrl("/a/INV-77?plate=AB-123", "/a/:invoice", own)).toBe("/a/[redacted]?plate=[redacted]");
  });
});

describe("headers of a kept request", () => {
  const headers = (...raw: string[]) => redactHeaders(raw, undefined);

  it("have names in lower case and the values of one name together", () => {
    expect(headers("Accept", "text/html", "X-Tag", "a", "x-tag", "b", "User-Agent", "lantern/1.0")).toEqual({
      accept: "text/html",
      "x-tag": "a, b",
      "user-agent": "lantern/1.0",
    });
  });

  it.each([
    "authorization",
    "Authorization",
    "proxy-authorization",
    "cookie",
    "Set-Cookie",
    "x-api-key",
    "apikey",
    "X-Auth-Token",
    "x-auth",
    "x-csrf-token",
    "x-session-id",
    "x-amz-security-token",
    "client-secret",
    "x-goog-iap-jwt-assertion",
  ])("hide the value of %s", (name) => {
    expect(headers(name, "hunter2 and more")).toEqual({ [name.toLowerCase()]: "[redacted]" });
  });

  it.each([
    ["x-forwarded-for", "203.0.113.9, 198.51.100.7", "[ip], [ip]"],
    ["x-real-ip", "2001:db8::1", "[ip]"],
    ["cf-connecting-ip", "203.0.113.9", "[ip]"],
    ["forwarded", 'for="[2001:db8:cafe::17]:4711";proto=http;by=203.0.113.43', 'for="[[ip]]:4711";proto=http;by=[ip]'],
    ["host", "203.0.113.9:8080", "[ip]:8080"],
    ["referer", "https://shop.test/a?pass%77ord=hunter2&page=2", "https://shop.test/a?pass%77ord=[redacted]&page=2"],
    ["from", "bob@example.com", "[email]"],
    ["x-debug", "Bearer abcdefgh12345", "Bearer [redacted]"],
    ["www-authenticate", "none", "none"],
  ])("%s: %s is told as %s", (name, value, told) => {
    expect(headers(name, value)).toEqual({ [name]: told });
  });

  it("are bounded, and survive odd names", () => {
    const many = Array.from({ length: 200 }, (_, i) => [`x-${i}`, "v".repeat(5_000)]).flat();
    const told = headers(...many);
    expect(Object.keys(told)).toHaveLength(LIMITS.headersPerRequest);
    for (const value of Object.values(told)) expect(value.length).toBeLessThanOrEqual(LIMITS.headerLength);
    expect(Object.keys(headers("__proto__", "1", "constructor", "2", "x".repeat(200), "3"))).toEqual([
      "__proto__",
      "constructor",
    ]);
    expect(headers(":method", "GET", ":path", "/?token=x", ":authority", "a.test")).toEqual({ host: "a.test" });
  });
});
