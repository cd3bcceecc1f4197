import { expect, test } from "vitest";
import { createLines, type Line } from "./lines.ts";

const COUNT = 40_000;

function draw(shape: Parameters<typeof createLines>[0], count = COUNT): Line[] {
  const next = createLines(shape);
  return Array.from({ length: count }, next);
}

test("lines are the same for the same seed, and others for another", () => {
  const first = draw({ seed: 1 }, 100);
  expect(draw({ seed: 1 }, 100)).toEqual(first);
  expect(draw({ seed: 2 }, 100)).not.toEqual(first);
});

test("levels, traces and errors come as often as is said", () => {
  const lines = draw({ seed: 1 });
  const share = (holds: (line: Line) => boolean) => lines.filter(holds).length / COUNT;
  expect(share(({ level }) => level === "info")).toBeCloseTo(0.85, 2);
  expect(share(({ level }) => level === "debug")).toBeCloseTo(0.08, 2);
  expect(share(({ level }) => level === "warn")).toBeCloseTo(0.05, 2);
  expect(share(({ level }) => level === "error")).toBeCloseTo(0.02, 2);
  expect(share(({ traceId }) => traceId !== undefined)).toBeCloseTo(0.5, 2);
  const isOff = ({ level, errors, traceId, attributes, route }: Line) =>
    (errors !== undefined) !== (level === "error") ||
    (route !== undefined) !== (traceId !== undefined) ||
    (attributes !== undefined) !== (traceId !== undefined);
  expect(lines.filter(isOff)).toEqual([]);
});

test("planted words are as rare as asked for, in messages and in attributes", () => {
  const planted = [
    { word: "lighthouse", oneIn: 100 },
    { word: "anchor", oneIn: 50, attribute: "tenant" },
  ];
  const lines = draw({ seed: 3, planted, fatalOneIn: 200 });
  expect(lines.filter(({ message }) => message.includes("lighthouse")).length / COUNT).toBeCloseTo(0.01, 2);
  expect(lines.filter(({ attributes }) => attributes?.tenant === "anchor").length / COUNT).toBeCloseTo(0.02, 2);
  expect(lines.filter(({ level }) => level === "fatal").length / COUNT).toBeCloseTo(0.005, 2);
});
