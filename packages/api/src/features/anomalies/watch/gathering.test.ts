import { MergedRollup } from "@vigie/storage";
import { expect, test } from "vitest";
import { Gathering } from "./gathering.ts";

function requests(count: number): MergedRollup {
  const rollup = new MergedRollup();
  rollup.count = count;
  return rollup;
}

/** What comes out of windows of ten seconds, by their starts. */
function gather(windows: Record<number, number>): string[] {
  const gathering = new Gathering<MergedRollup>({
    empty: () => new MergedRollup(),
    add: (sum, more) => sum.add(more),
    count: (sum) => sum.count,
    enough: 100,
  });
  return Object.entries(windows).flatMap(([start, count]) =>
    gathering
      .add(Number(start), 10, requests(count))
      .map((gathered) => `${gathered.fromSeconds}–${gathered.toSeconds}: ${gathered.sum.count}`),
  );
}

test("a window with enough requests stands alone", () => {
  expect(gather({ 0: 100, 10: 250 })).toEqual(["0–10: 100", "10–20: 250"]);
});

test("others are taken together until they have enough", () => {
  expect(gather({ 0: 40, 10: 40, 20: 40, 30: 99, 40: 1 })).toEqual(["0–30: 120", "30–50: 100"]);
});

test("or for two minutes", () => {
  const five = Object.fromEntries(Array.from({ length: 24 }, (_, i) => [10 * i, 5]));
  expect(gather(five)).toEqual(["0–120: 60", "120–240: 60"]);
});

test("what stood open when requests stopped is complete when they come again", () => {
  expect(gather({ 0: 70, 10: 3, 3600: 20, 3610: 90 })).toEqual(["0–20: 73", "3600–3620: 110"]);
  expect(gather({ 0: 70, 3600: 100 })).toEqual(["0–10: 70", "3600–3610: 100"]);
});
