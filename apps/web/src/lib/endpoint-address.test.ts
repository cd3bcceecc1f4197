import { expect, it } from "vitest";
import { endpointAddress } from "./endpoint-address.ts";

it("takes the period and the processes along, and leaves what belongs to the list", () => {
  const old = { service: "all", release: "r1", period: "24h", refresh: "off", q: "x", sort: "p95Ms" } as const;
  const address = endpointAddress(old, { service: "shop", method: "GET", route: "/a" });
  expect(JSON.parse(JSON.stringify(address))).toEqual({
    service: "shop",
    method: "GET",
    route: "/a",
    release: "r1",
    period: "24h",
    refresh: "off",
  });
});
