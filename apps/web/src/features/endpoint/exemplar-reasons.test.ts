import { describe, expect, it } from "vitest";
import type { Loss } from "../../lib/trpc.ts";
import { emptyExemplars } from "./exemplar-reasons.ts";

const loss = (cause: string, what = "exemplars"): Loss => ({
  service: "shop",
  instance: "shop-1",
  what,
  cause,
  count: 5,
  lastAt: "2025-11-21T12:00:00.000Z",
  text: "5 exemplars were not kept.",
  remedy: "Raise it.",
});

describe("emptyExemplars", () => {
  it("says that nothing failed when nothing did, whatever else was lost", () => {
    expect(emptyExemplars("failing", { failedCount: 0, losses: [loss("budget")], endedMs: 0 })).toEqual({
      reason: "No request failed in this period.",
    });
  });

  it("names the budget only when it left something out, and only for failures", () => {
    const known = { failedCount: 7, losses: [loss("queue-full", "requests"), loss("budget")], endedMs: 0 };
    expect(emptyExemplars("failing", known)).toEqual({
      reason: "7 failed, but none of them is kept whole.",
      remedy: "5 exemplars were not kept. Raise it.",
    });
    expect(emptyExemplars("slowest", known).remedy).toBeUndefined();
    expect(emptyExemplars("failing", { ...known, losses: [] }).remedy).toBeUndefined();
  });

  it("speaks of retention only of a period that is past it", () => {
    const known = { failedCount: 0, losses: [], endedMs: 10 * 86_400_000 };
    expect(emptyExemplars("typical", known).remedy).toContain("fewer days");
  });
});
