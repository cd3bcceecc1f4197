import { LIMITS, VigieError } from "@vigie/protocol";
import { expect, test } from "vitest";
import { createAdmission } from "./admission.ts";

const refusal = (enter: () => unknown): VigieError => {
  try {
    enter();
  } catch (error) {
    if (error instanceof VigieError) return error;
  }
  throw new Error("it was let in");
};

test("a sender past its share is told what it holds, what it may, and how long to wait; another one comes in", () => {
  const admission = createAdmission({ batches: 10, bytes: 1_000_000 });
  const places = Array.from({ length: 5 }, () => admission.enter("noisy", 10));
  const error = refusal(() => admission.enter("noisy", 10));
  expect(error).toMatchObject({
    code: "RATE_LIMITED",
    status: 429,
    details: { held: 5, share: 5, unit: "batches", waitSeconds: 1 },
  });
  expect(error.message).toBe("This sender has 5 batches in progress here, and each may have 5 for now.");
  admission.enter("quiet", 10).leave();
  places[0]?.leave();
  admission.enter("noisy", 10);
});

test("a few large bodies are as much as many small ones", () => {
  const admission = createAdmission({ batches: 1_000, bytes: 1_000 });
  admission.enter("noisy", 400);
  expect(refusal(() => admission.enter("noisy", 400))).toMatchObject({
    code: "RATE_LIMITED",
    details: { held: 400, share: 600, unit: "bytes" },
  });
  admission.enter("quiet", 400);
});

test("a body whose length is not announced counts as the largest until it is there", () => {
  const admission = createAdmission({ batches: 1_000, bytes: 2 * LIMITS.compressedBytes });
  const place = admission.enter("a", undefined);
  expect(refusal(() => admission.enter("a", 1_000)).code).toBe("RATE_LIMITED");
  place.received(1_000);
  admission.enter("a", 1_000);
});

test("when there is room for nobody, that is what is said", () => {
  expect(refusal(() => createAdmission({ batches: 0, bytes: 1_000 }).enter("a", 1))).toMatchObject({
    code: "OVERLOADED",
    status: 503,
  });
});

test("a place is free once, after all who work on it left", () => {
  const admission = createAdmission({ batches: 2, bytes: 1_000 });
  const place = admission.enter("a", 100);
  expect(place.hold()).toBe(true);
  place.leave();
  expect(refusal(() => admission.enter("a", 1)).code).toBe("RATE_LIMITED");
  place.leave();
  expect(place.hold()).toBe(false);
  admission.enter("a", 100).leave();
});
