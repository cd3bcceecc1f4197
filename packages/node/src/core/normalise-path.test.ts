import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalisePath } from "./normalise-path.ts";

describe("normalisePath", () => {
  it.each([
    ["/users/42", "/users/:id"],
    ["/users/42?token=abc#x", "/users/:id"],
    ["/v1/users", "/v1/users"],
    ["/orders/0198c0de-1111-7abc-8def-0123456789ab/lines", "/orders/:uuid/lines"],
    ["/orders/0198C0DE-1111-7ABC-8DEF-0123456789AB", "/orders/:uuid"],
    ["/commits/9fceb02d0ae598e95dc970b74767f19372d61af8", "/commits/:hash"],
    ["/t/dGhpcyBpcyBhIHRva2VuIDEyMw==", "/t/:hash"],
    ["/t/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "/t/:hash"],
    ["/people/ann@example.com", "/people/:email"],
    ["/people/ann%40example.com", "/people/:email"],
    ["/days/2026-01-31", "/days/:date"],
    ["/days/2026-01-31T10:00:00Z", "/days/:date"],
    ["/posts/how-to-build-a-small-house-in-2024", "/posts/how-to-build-a-small-house-in-2024"],
    ["/facade/decade", "/facade/decade"],
    ["/a//b/", "/a/b"],
    ["/a;jsessionid=123/b", "/a/b"],
    ["http://host:80/users/7?x", "/users/:id"],
    ["*", "/*"],
    ["", "/"],
    ["/%", "/%"],
  ])("%s → %s", (target, route) => {
    expect(normalisePath(target)).toBe(route);
  });

  const segment = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.uuid(),
    fc.integer().map(String),
    fc.stringMatching(/^[0-9a-f]{8,64}$/),
    fc.emailAddress(),
    fc.base64String({ minLength: 20 }),
  );
  const target = fc.array(segment, { maxLength: 30 }).map((segments) => `/${segments.join("/")}`);

  it("starts with a slash, has no query, and stays below the limit", () => {
    fc.assert(
      fc.property(fc.oneof(target, fc.string({ maxLength: 3_000 })), (path) => {
        const route = normalisePath(path);
        expect(route.startsWith("/")).toBe(true);
        expect(route).not.toMatch(/[?#]/);
        expect(route.length).toBeLessThanOrEqual(512);
      }),
    );
  });

  it("changes nothing when applied again", () => {
    fc.assert(
      fc.property(target, (path) => {
        const route = normalisePath(path);
        expect(normalisePath(route)).toBe(route);
      }),
    );
  });

  it("folds all numbers, UUIDs and hashes into one endpoint", () => {
    const numbers = fc.tuple(
      fc.nat(),
      fc.uuid(),
      fc.stringMatching(/^[0-9a-f]{40}$/).filter((text) => /\d/.test(text)),
    );
    fc.assert(
      fc.property(numbers, ([number, uuid, hash]) => {
        const route = normalisePath(`/n/${number}/u/${uuid}/h/${hash}`);
        // A hash of digits alone is a number too.
        expect(route.replace(/\/h\/:id$/, "/h/:hash")).toBe("/n/:id/u/:uuid/h/:hash");
      }),
    );
  });
});
