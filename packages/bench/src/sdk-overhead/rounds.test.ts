import { describe, expect, test } from "vitest";
import { differTooMuch, type Measurement, noRounds, runRounds } from "./rounds.ts";

describe("differTooMuch", () => {
  test("up to 5 % of the mean is the same", () => {
    expect(differTooMuch(97.5, 102.5)).toBe(false);
    expect(differTooMuch(102.5, 97.5)).toBe(false);
  });
  test("more is not, whichever is the larger", () => {
    expect(differTooMuch(97.4, 102.6)).toBe(true);
    expect(differTooMuch(102.6, 97.4)).toBe(true);
  });
});

/** Gives each variant's CPU figures one after the other, and notes who was asked. */
function script(figures: Record<string, number[]>) {
  const asked: string[] = [];
  const measure = async (variant: string): Promise<Measurement> => {
    asked.push(variant);
    const cpuMicros = figures[variant]?.shift();
    if (cpuMicros === undefined) throw new Error(`${variant} was asked too often`);
    return { cpuMicros, requestsPerSecond: 1_000_000 / cpuMicros };
  };
  return { asked, measure };
}

const variants = ["a", "b", "x"];
const bare = ["a", "b"] as const;
const inOrder = (items: readonly string[]) => [...items];

describe("runRounds", () => {
  test("ratios are to the mean of the two bare ones of the same round", async () => {
    const { measure } = script({ a: [98, 200], b: [102, 200], x: [110, 300] });
    const rounds = noRounds(variants);
    await runRounds({ rounds, variants, bare, wanted: 2, mayGoOn: () => true, measure, shuffle: inOrder });
    expect(rounds.ratios.get("x")?.map(({ cpu }) => cpu)).toEqual([1.1, 1.5]);
    expect(rounds.measurements.get("x")?.map(({ cpuMicros }) => cpuMicros)).toEqual([110, 300]);
    expect(rounds).toMatchObject({ valid: 2, void: 0 });
  });

  test("a void round is broken off, repeated, and leaves no trace in the figures", async () => {
    const { asked, measure } = script({ a: [100, 100], b: [106, 101], x: [150] });
    const rounds = noRounds(variants);
    await runRounds({ rounds, variants, bare, wanted: 1, mayGoOn: () => true, measure, shuffle: inOrder });
    expect(asked).toEqual(["a", "b", "a", "b", "x"]);
    expect(rounds).toMatchObject({ valid: 1, void: 1 });
    expect(rounds.measurements.get("a")).toHaveLength(1);
  });

  test("it adds to the rounds of earlier processes", async () => {
    const rounds = noRounds(variants);
    const run = async (wanted: number, x: number) => {
      const { measure } = script({ a: [100], b: [100], x: [x] });
      await runRounds({ rounds, variants, bare, wanted, mayGoOn: () => true, measure });
    };
    await run(1, 110);
    await run(2, 130);
    expect(rounds.ratios.get("x")?.map(({ cpu }) => cpu)).toEqual([1.1, 1.3]);
    expect(rounds.valid).toBe(2);
  });

  test("it stops when told to, with fewer valid rounds than wanted", async () => {
    const { measure } = script({ a: [1, 1, 1], b: [2, 2, 2], x: [] });
    const mayGoOn = (done: { void: number }) => done.void < 3;
    const rounds = noRounds(variants);
    await runRounds({ rounds, variants, bare, wanted: 1, mayGoOn, measure, shuffle: inOrder });
    expect(rounds).toMatchObject({ valid: 0, void: 3 });
  });

  test("every round has its own order, and every variant once", async () => {
    const { asked, measure } = script({ a: [1, 1], b: [1, 1], x: [1, 1] });
    const orders = [
      ["x", "a", "b"],
      ["b", "x", "a"],
    ];
    const shuffle = () => orders.shift() ?? [];
    await runRounds({ rounds: noRounds(variants), variants, bare, wanted: 2, mayGoOn: () => true, measure, shuffle });
    expect(asked).toEqual(["x", "a", "b", "b", "x", "a"]);
  });
});
