import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InjectOptions } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BEARER, openApp, type TestApp } from "./access/open-app.fixture.ts";

const HTML = { accept: "text/html" };

let open: TestApp["app"];
let vigie: TestApp;
let webDir: string;

beforeAll(async () => {
  // Below a folder called assets, as a clone may be: only the page's own assets never change.
  const parent = await mkdtemp(join(tmpdir(), "vigie-web-"));
  webDir = join(parent, "assets", "dist");
  await mkdir(join(webDir, "assets"), { recursive: true });
  await writeFile(join(parent, "package.json"), "secret");
  await writeFile(join(webDir, "index.html"), "<title>page</title>");
  await writeFile(join(webDir, "assets", "main-abc.js"), "1");
  vigie = await openApp({ webDir });
  open = vigie.app;
});
afterAll(async () => {
  await vigie[Symbol.asyncDispose]();
  await rm(join(webDir, "..", ".."), { recursive: true, force: true });
});

describe("the page", () => {
  test("its files, and nothing beside them", async () => {
    const index = await open.inject({ url: "/" });
    expect(index.body).toContain("<title>page</title>");
    const up = ["..", "%2e%2e", "..%2f", "%2e%2e%2f", "..%5c", "%252e%252e", "..%252f", "....//", "..;/"];
    const paths = [
      ...up.flatMap((dots) => [
        `/${dots}/package.json`,
        `/${dots}/${dots}/package.json`,
        `/assets/${dots}/${dots}/${dots}/package.json`,
      ]),
      "/..%2f..%2fpackage.json",
      "//etc/passwd",
      "/assets//../../../package.json",
      "/%00",
      "/index.html%00.js",
      "/assets/",
      "/assets",
      "/%zz",
      "/\\..\\..\\package.json",
    ];
    for (const url of paths) {
      for (const headers of [{}, HTML]) {
        const answer = await open.inject({ url, headers });
        expect(answer.body, url).not.toContain("secret");
        expect(`${url} ${answer.statusCode < 500}`).toBe(`${url} true`);
        if (!("accept" in headers)) expect(`${url} ${[400, 404].includes(answer.statusCode)}`).toBe(`${url} true`);
      }
    }
  });

  test("a view's address gives the page to a browser, and an error to anybody else", async () => {
    for (const url of ["/endpoints", "/traces/4bf92f35?period=1h", "/a/b/c.d"]) {
      const answer = await open.inject({ url, headers: HTML });
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toContain("<title>page</title>");
      expect(answer.headers["content-type"]).toContain("text/html");
    }
    for (const options of [
      { url: "/endpoints" },
      { url: "/v1/traces", headers: HTML },
      { url: "/v1/batch", headers: { ...HTML, ...BEARER } },
      { method: "POST" as const, url: "/endpoints", headers: HTML },
    ]) {
      const answer = await open.inject(options);
      expect(answer.statusCode).toBe(404);
      expect(answer.json().error.code).toBe("NOT_FOUND");
    }
  });

  test("headers that keep a browser from doing what nobody meant", async () => {
    for (const url of ["/", "/index.html", "/endpoints"]) {
      const { headers } = await open.inject({ url, headers: HTML });
      const policy = String(headers["content-security-policy"]);
      for (const part of [
        "default-src 'none'",
        "script-src 'self';",
        "style-src 'self';",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ])
        expect(policy).toContain(part);
      expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:/);
      expect(headers["cache-control"]).toBe("no-cache");
    }
    for (const url of ["/", "/health", "/nothing", "/trpc/services.list", "/%zz"]) {
      const { headers } = await open.inject({ url });
      expect(`${url} ${headers["x-content-type-options"]}`).toBe(`${url} nosniff`);
      expect(headers["referrer-policy"]).toBe("no-referrer");
      expect(headers["x-frame-options"]).toBe("DENY");
      expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    }
    expect((await open.inject({ url: "/assets/main-abc.js" })).headers["cache-control"]).toContain("immutable");
  });
});

test("errors have one form, whoever makes them", async () => {
  const wrong: InjectOptions[] = [
    { url: "/nothing" },
    { url: "/%zz" },
    { method: "POST", url: "/auth/sign-in", payload: "{", headers: { "content-type": "application/json" } },
    { method: "POST", url: "/auth/sign-in", payload: "<a/>", headers: { "content-type": "text/xml" } },
    { method: "POST", url: "/v1/batch", payload: "{", headers: BEARER },
    { method: "POST", url: "/v1/batch" },
  ];
  for (const options of wrong) {
    const answer = await open.inject(options);
    const { error } = answer.json();
    expect(Object.keys(error).sort()).toEqual(["code", "details", "message", "remedy"]);
    expect(error.message).not.toMatch(/\{\w+\}/);
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.statusCode).toBeLessThan(500);
  }
});
