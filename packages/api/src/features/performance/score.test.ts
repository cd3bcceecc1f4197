import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_WEIGHTS, gradeOf, PARTS, partScore, scoreOf, sumsToOne } from "./score.ts";

describe("the performance index", () => {
  it("is 0.4 cache + 0.3 latency + 0.2 errors + 0.1 memory", () => {
    const { score } = scoreOf({ cache: 0.9, latency: 120, errors: 0.01, memory: 0.5 }, DEFAULT_WEIGHTS);
    expect(score).toBeCloseTo(0.4 * 90 + 0.3 * (100 - 12) + 0.2 * 99 + 0.1 * 50, 9);
  });

  it("keeps each part between 0 and 100", () => {
    expect(partScore("latency", 4_000)).toBe(0);
    expect(partScore("latency", 0)).toBe(100);
    expect(partScore("cache", 1)).toBe(100);
    expect(partScore("errors", 1)).toBe(0);
    expect(partScore("memory", 0.25)).toBe(75);
  });

  it("gives the weight of what is not known to the others, in their proportion", () => {
    const { score, weights } = scoreOf({ cache: null, latency: 100, errors: 0, memory: null }, DEFAULT_WEIGHTS);
    expect(weights).toEqual({ cache: 0, latency: 0.6, errors: 0.4, memory: 0 });
    expect(score).toBeCloseTo(0.6 * 90 + 0.4 * 100, 9);
  });

  it("is nothing when nothing that weighs is known", () => {
    const nothing = { cache: null, latency: null, errors: null, memory: null };
    expect(scoreOf(nothing, DEFAULT_WEIGHTS).score).toBeNull();
    expect(scoreOf({ ...nothing, memory: 0.5 }, { cache: 1, latency: 0, errors: 0, memory: 0 }).score).toBeNull();
  });

  it("has the grades of its documentation, at their bounds", () => {
    const grades = [100, 97, 96.999, 90, 89.9, 80, 79.9, 70, 69.9, 60, 59.9, 50, 49.9, 0].map(gradeOf);
    expect(grades.join(" ")).toBe("A+ A+ A A B B C C D D E E F F");
  });

  const value = (most: number) => fc.option(fc.double({ min: 0, max: most, noNaN: true }));
  const values = fc.record({ cache: value(1), latency: value(1e6), errors: value(1), memory: value(1) });
  const weights = fc
    .tuple(...PARTS.map(() => fc.double({ min: 0, max: 1, noNaN: true })))
    .filter((drawn) => drawn.reduce((a, b) => a + b) > 0.01)
    .map(([cache = 0, latency = 0, errors = 0, memory = 0]) => {
      const sum = cache + latency + errors + memory;
      return { cache: cache / sum, latency: latency / sum, errors: errors / sum, memory: memory / sum };
    });

  it("lies within its known parts, whose weights sum to one", () => {
    fc.assert(
      fc.property(values, weights, (of, configured) => {
        expect(sumsToOne(PARTS.reduce((sum, part) => sum + configured[part], 0))).toBe(true);
        const found = scoreOf(of, configured);
        if (found.score === null) return;
        const scores = PARTS.flatMap((part) => (of[part] === null ? [] : [partScore(part, of[part])]));
        expect(found.score).toBeGreaterThanOrEqual(Math.min(...scores) - 1e-9);
        expect(found.score).toBeLessThanOrEqual(Math.max(...scores) + 1e-9);
        expect(PARTS.reduce((sum, part) => sum + found.weights[part], 0)).toBeCloseTo(1, 9);
      }),
    );
  });
});
