import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { baseOf, curlCommand } from "./curl.ts";

const BASE = "http://localhost:3000";

/** A folder with a `curl` that does no more than say its arguments, so that a shell's own reading of a command is seen. */
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "curl-"));
  writeFileSync(join(folder, "curl"), '#!/bin/sh\nfor argument; do printf "%s\\0" "$argument"; done\n', {
    mode: 0o755,
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

function argumentsOf(command: string): string[] {
  const said = execFileSync("/bin/sh", ["-c", command], {
    encoding: "utf8",
    env: { PATH: `${folder}:/usr/bin:/bin`, SECRET: "leaked" },
    cwd: folder,
  });
  return said.split("\0").slice(0, -1);
}

/** Value after an option. */
const after = (words: string[], option: string) => words.filter((_, at) => words[at - 1] === option);

test("a plain request", () => {
  const words = argumentsOf(
    curlCommand({ method: "GET", url: "/items/1?q=a%20b", headers: { accept: "application/json" } }, BASE),
  );
  expect(words).toEqual([
    "--globoff",
    "--path-as-is",
    "--url",
    "http://localhost:3000/items/1?q=a%20b",
    "--header",
    "accept: application/json",
  ]);
});

describe("what whoever sent the request wrote stays one argument", () => {
  test.each([
    "it's",
    "';touch broken;'",
    "'\"'\"'$(touch broken)",
    "$(touch broken)`touch broken`$SECRET",
    "a\\",
    "\\'; touch broken #",
    "!!",
    "a && touch broken | cat > broken",
    "-o broken",
    "@broken",
    "*",
    "~",
    "{a,b}[1-3]",
    "# no comment",
    "–“ü”",
  ])("a header with %s", (value) => {
    const words = argumentsOf(curlCommand({ method: "GET", url: "/", headers: { "x-any": value } }, BASE));
    expect(words.slice(4)).toEqual(["--header", `x-any: ${value}`]);
  });

  test.each([
    ["/a'b", "/a'b"],
    ["/$(touch broken)", "/$(touch%20broken)"],
    ["/`id`;id|id&id", "/`id`;id|id&id"],
    ["@other.test/", "/@other.test/"],
    [".other.test", "/.other.test"],
    ["-o", "/-o"],
    ["//other.test/", "//other.test/"],
    ["/[1-9]{a,b}", "/[1-9]{a,b}"],
    ["/../../etc", "/../../etc"],
    ["/a\r\nhost: b", "/a%0D%0Ahost:%20b"],
    ["/ü\u202e\ud800", "/%C3%BC%E2%80%AE%EF%BF%BD"],
  ])("an address with %j", (url, path) => {
    const words = argumentsOf(curlCommand({ method: "GET", url, headers: {} }, BASE));
    expect(words).toEqual(["--globoff", "--path-as-is", "--url", `${BASE}${path}`]);
  });

  test("a header's name", () => {
    const headers = { "@/etc/passwd": "a", "a b": "c", "x\n-o": "d", "": "e", "x'y": "f" };
    const words = argumentsOf(curlCommand({ method: "GET", url: "/", headers }, BASE));
    expect(after(words, "--header")).toEqual(["x'y: f"]);
  });

  test("a header's value is one line, and holds nothing that a terminal acts upon", () => {
    const headers = { "x-a": "a\r\nevil: yes", "x-b": "\u001b[201~touch broken\u0003", "x-c": "\u202eabc" };
    const command = curlCommand({ method: "GET", url: "/", headers }, BASE);
    expect(command).not.toMatch(/(?![\n])[\p{Cc}\p{Cf}]/u);
    expect(after(argumentsOf(command), "--header")).toEqual(["x-a: a evil: yes", "x-b: [201~touch broken", "x-c: abc"]);
  });
});

test("redacted headers are left out and named, in letters that no shell reads as its own", () => {
  const headers = { authorization: "[redacted]", cookie: "a=[redacted]", "x`id`|id": "[redacted]", from: "[email]" };
  const command = curlCommand({ method: "GET", url: "/?token=[redacted]", headers }, BASE);
  expect(after(argumentsOf(command), "--header")).toEqual([]);
  expect(command.split("\n").slice(-2)).toEqual([
    "# left out, for their values are redacted: authorization, cookie, x_id__id, from",
    "# its address has redacted parts",
  ]);
});

test("what belongs to the connection or to the first trace is left out; compression is curl's own", () => {
  const headers = {
    host: "a.test",
    "content-length": "3",
    connection: "close",
    "accept-encoding": "gzip, br",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    accept: "*/*",
    "x-empty": "",
  };
  const words = argumentsOf(curlCommand({ method: "GET", url: "/", headers }, BASE));
  expect(words.slice(4)).toEqual(["--header", "accept: */*", "--header", "x-empty;", "--compressed"]);
});

test("other methods, and what of them is not known", () => {
  const post = curlCommand({ method: "POST", url: null, headers: {} }, BASE);
  expect(after(argumentsOf(post), "--request")).toEqual(["POST"]);
  expect(post).toContain("# its body is not kept");
  expect(post).toContain("# its address is not known");
  // With --request HEAD curl waits for a body that never comes.
  expect(argumentsOf(curlCommand({ method: "HEAD", url: "/", headers: {} }, BASE))).toContain("--head");
});

test.each([
  ["http://localhost:3000", "http://localhost:3000"],
  [" https://shop.test/base/ ", "https://shop.test/base"],
  ["https://shop.test/a'b?q#h", "https://shop.test/a'b"],
  ["https://user:secret@shop.test/", "https://shop.test"],
  ["file:///etc/passwd", null],
  ["javascript:alert(1)", null],
  ["localhost", null],
  ["", null],
])("base address %j", (address, base) => {
  expect(baseOf(address)).toBe(base);
});
