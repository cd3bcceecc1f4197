import { expect, test } from "vitest";
import { cosine, DIMENSIONS, embed } from "./embedding.ts";

test("an embedding is a unit vector, the same each time", () => {
  const vector = embed(["server", "request"]);
  expect(vector).toHaveLength(DIMENSIONS);
  expect(Math.hypot(...vector)).toBeCloseTo(1, 10);
  expect(embed(["server", "request"])).toEqual(vector);
});

test("near spellings are nearer than other words", () => {
  const server = embed(["server"]);
  expect(cosine(server, embed(["servers"]))).toBeGreaterThan(cosine(server, embed(["histogram"])) + 0.3);
});

test("a heavier word turns the vector towards itself", () => {
  const towards = (weight: number) =>
    cosine(
      embed(["alpha"]),
      embed(["alpha", "omega"], (word) => (word === "alpha" ? weight : 1)),
    );
  expect(towards(5)).toBeGreaterThan(towards(1));
});

test("no words give no direction", () => {
  expect(embed([]).every((value) => value === 0)).toBe(true);
  expect(cosine(embed([]), embed(["a"]))).toBe(0);
});
