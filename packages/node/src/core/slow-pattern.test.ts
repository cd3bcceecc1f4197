import { expect, it } from "vitest";
import { slownessOf } from "./slow-pattern.ts";

it.each([
  /(a+)+$/,
  /^(?:\w+\s?)+$/,
  /KD(?:[a-z]|[a-f])+x/,
  /(\d+)*-/,
  /(?:foo|foofoo)+bar/,
  /^KD-(a|aa)+$/i,
  /(x+x+)+y/,
  /\s+$/,
  /[\w.]+@corp/,
  /a.*b.*c.*d/,
])("knows %s as slow", (pattern) => {
  expect(slownessOf(pattern)).toMatch(/16000 characters|longer/);
});

it.each([
  /\bKD-\d{6}\b/,
  /customer-[a-z0-9]{8}/i,
  /(?:iban|bic)=\S{1,34}/,
  /[A-Z]{2}\d{2}[A-Z0-9]{11,30}/,
  /\p{Lu}{3}-\d{4}/u,
  /^x-corp-/i,
  /(?<=user )\d{1,12}/,
  /sess_[A-Za-z0-9]{24}/,
])("takes %s", (pattern) => {
  expect(slownessOf(pattern)).toBeUndefined();
});

it("takes no time over what never ends", () => {
  const before = performance.now();
  expect(slownessOf(/^(([a-z])+.)+[A-Z]([a-z])+$/)).toBeDefined();
  expect(slownessOf(new RegExp("a?".repeat(600)))).toBeDefined();
  // Seconds on a machine that is busy, for ever where nothing interrupts it.
  expect(performance.now() - before).toBeLessThan(20_000);
});
