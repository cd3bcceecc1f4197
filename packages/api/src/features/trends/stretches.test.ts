import fc from "fast-check";
import { expect, it } from "vitest";
import { AGAINST, stretchBefore, stretchNow } from "./stretches.ts";

const BEFORE = { "1h": 3_600, "1d": 86_400, "1w": 604_800 };

it("compares five whole minutes with the half hour that holds the same five, in windows that are stored", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1.7e12, max: 1.9e12 }), fc.constantFrom(...AGAINST), (nowMs, against) => {
      const now = stretchNow(nowMs);
      expect(now.toSeconds - now.fromSeconds).toBe(300);
      expect(now.toSeconds % 10).toBe(0);
      expect(now.toSeconds * 1000).toBeLessThanOrEqual(nowMs - 3_000);
      expect(now.toSeconds * 1000).toBeGreaterThan(nowMs - 13_000);
      const before = stretchBefore(now, against);
      expect(before.toSeconds - before.fromSeconds).toBe(1_800);
      expect(before.fromSeconds % 600).toBe(0);
      expect(before.fromSeconds).toBeLessThanOrEqual(now.fromSeconds - BEFORE[against]);
      expect(before.toSeconds).toBeGreaterThanOrEqual(now.toSeconds - BEFORE[against]);
      // Long closed: its windows have been made.
      expect(before.toSeconds).toBeLessThan(now.fromSeconds - 1_800);
    }),
  );
});
