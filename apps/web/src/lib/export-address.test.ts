import { expect, it } from "vitest";
import { exportAddress } from "./export-address.ts";

it("asks for what is shown", () => {
  const choice = { service: "a&b", period: "24h", search: "/x?y=1 #z", sort: "p95Ms", order: "asc" } as const;
  const address = new URL(exportAddress("endpoints", "csv", choice), "http://vigie");
  expect(address.pathname).toBe("/export/endpoints.csv");
  expect(Object.fromEntries(address.searchParams)).toEqual({ ...choice });
});

it("names a range by its ends, and leaves out what was not chosen", () => {
  const period = { from: "2025-11-21T12:00:00.000Z", to: "2025-11-21T13:00:00.000Z" };
  const address = new URL(
    exportAddress("slow", "json", { period, release: undefined, thresholdMs: 250 }),
    "http://vigie",
  );
  expect(Object.fromEntries(address.searchParams)).toEqual({ ...period, thresholdMs: "250" });
});
