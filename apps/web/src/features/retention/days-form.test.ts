import { expect, it } from "vitest";
import type { KindKept } from "../../lib/trpc.ts";
import { readDays } from "./days-form.ts";

const kept = (kind: KindKept["kind"], days: number | null) => ({ kind, days }) as KindKept;
const report = {
  kinds: [kept("logs", 7), kept("requests", 7), kept("metrics", 30), kept("batches", null)],
  limits: { leastDays: 1, mostDays: 400 },
};

it("knows what is new, and whether something is lost by it", () => {
  expect(readDays({}, report)).toEqual({ changes: {}, isChanged: false, isShorter: false, problems: {} });
  expect(readDays({ logs: "7" }, report)).toMatchObject({ changes: {}, isChanged: false });
  expect(readDays({ logs: " 14 ", metrics: "400" }, report)).toEqual({
    changes: { logs: 14, metrics: 400 },
    isChanged: true,
    isShorter: false,
    problems: {},
  });
  expect(readDays({ logs: "14", requests: "6" }, report)).toMatchObject({ isShorter: true });
});

it.each(["", "0", "401", "-1", "1.5", "1e2", "seven", "00000000007"])("does not take %o for days", (text) => {
  expect(readDays({ logs: text, requests: "3" }, report)).toMatchObject({
    changes: null,
    isChanged: true,
    problems: { logs: "A whole number from 1 to 400." },
  });
});
