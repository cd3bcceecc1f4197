import { describe, expect, it } from "vitest";
import { textsOf, weightsOf } from "./weights.ts";

const texts = { cache: "40", latency: "30", errors: "20", memory: "10" };

describe("weights that are typed", () => {
  it("go there and back", () => {
    const { weights } = weightsOf(texts);
    expect(weights).toEqual({ cache: 0.4, latency: 0.3, errors: 0.2, memory: 0.1 });
    expect(weights && textsOf(weights)).toEqual(texts);
    expect(weightsOf({ ...texts, cache: "33.3", latency: "33.3", errors: "33.4", memory: "0" }).problem).toBeNull();
  });

  it("must be numbers from 0 to 100 that sum to 100", () => {
    expect(weightsOf({ ...texts, cache: "50" }).problem).toBe("They sum to 110\u202f%, not to 100\u202f%.");
    for (const cache of ["", " ", "-1", "101", "forty", "NaN"])
      expect(weightsOf({ ...texts, cache }).problem).toBe("Each weight is a number from 0 to 100.");
  });
});
