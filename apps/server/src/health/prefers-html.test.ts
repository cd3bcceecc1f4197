import { expect, test } from "vitest";
import { prefersHtml } from "./prefers-html.ts";

test.each<[string | undefined, boolean]>([
  ["text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", true],
  ["text/html", true],
  ["TEXT/HTML ; charset=utf-8", true],
  ["application/json;q=0.5, text/html;q=0.9", true],
  [undefined, false],
  ["", false],
  ["*/*", false],
  ["text/*", false],
  ["application/json", false],
  ["application/json, text/plain, */*", false],
  ["text/html, application/json", false],
  ["text/html;q=0.5, application/json", false],
  ["text/html;q=0", false],
  ["text/html;q=x", false],
  [`${"a,".repeat(5_000)}text/html`, false],
])("%s → %s", (accept, html) => {
  expect(prefersHtml(accept)).toBe(html);
});
