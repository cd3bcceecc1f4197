import { expect, test } from "vitest";
import { Shares } from "./shares.ts";

/** Takes one at a time, the senders in turn, until none has room. */
function fill(shares: Shares, senders: readonly string[]): void {
  for (let took = true; took; ) {
    took = false;
    for (const sender of senders) {
      if (!shares.hasRoom(sender, 1)) continue;
      shares.take(sender, 1);
      took = true;
    }
  }
}

test.each([1, 2, 3, 9])("%i senders that take all they can leave as much as each has", (count) => {
  const shares = new Shares(1_000);
  const senders = Array.from({ length: count }, (_, i) => `noisy ${i}`);
  fill(shares, senders);
  const each = 1_000 / (count + 1);
  for (const sender of senders) expect(Math.abs(shares.heldBy(sender) - each)).toBeLessThanOrEqual(1);
  expect(shares.hasRoom("quiet", Math.floor(each) - count)).toBe(true);
});

test("what is given back is free for all, and a sender that holds nothing is forgotten", () => {
  const shares = new Shares(10);
  shares.take("a", 5);
  expect(shares.hasRoom("a", 1)).toBe(false);
  shares.take("a", -5);
  expect(shares.total).toBe(0);
  expect(shares.heldBy("a")).toBe(0);
  expect(shares.hasRoom("b", 10)).toBe(true);
});
