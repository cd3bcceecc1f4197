import { describe, expect, it } from "vitest";
import { parseView, periodOf } from "./view.ts";

const range = { from: "2025-11-21T12:00:00.000Z", to: "2025-11-21T13:00:00.000Z" };

describe("parseView", () => {
  it("keeps what it understands", () => {
    const view = { service: "shop", period: "24h", refresh: "off", only: "not-ok" };
    expect(parseView(view)).toEqual(view);
  });

  it("keeps what was chosen for endpoints", () => {
    const view = {
      service: "shop",
      release: "r1",
      instance: "shop-1",
      q: "/users",
      sort: "p95Ms",
      order: "asc",
      slower: 500,
      heat: "errors",
      method: "GET",
      route: '/a"b',
    };
    expect(parseView(view)).toEqual(view);
  });

  it("keeps what was chosen for alerts", () => {
    const view = { tab: "history", alert: 12, severity: "critical", rule: 3, edit: "copy-7" };
    expect(parseView(view)).toEqual(view);
    // The router reads what looks like a number as one.
    expect(parseView({ tab: "rules", edit: 7 })).toEqual({ tab: "rules", edit: "7" });
  });

  it("opens no alert that cannot be", () => {
    expect(parseView({ tab: "all", alert: "12x", rule: -1, severity: "grave", edit: "7; DROP" })).toEqual({});
  });

  it("keeps what was chosen for traces", () => {
    const view = { query: "status:5xx (a OR b)", first: "slowest", span: "log:7", lines: "hidden" };
    expect(parseView(view)).toEqual(view);
    expect(parseView({ query: "x".repeat(1001), first: "last", span: {}, lines: "shown" })).toEqual({});
  });

  it("takes a name that looks like a number for the name that it is", () => {
    expect(parseView({ release: 42, q: 7 })).toEqual({ release: "42", q: "7" });
  });

  it("forgets columns, orders and thresholds that there are not, and texts past any name", () => {
    const search = {
      sort: "color",
      order: "up",
      slower: -5,
      heat: "p50",
      q: { a: 1 },
      route: "x".repeat(513),
      service: "",
    };
    expect(parseView(search)).toEqual({});
    expect(parseView({ sort: "__proto__", slower: "fast" })).toEqual({});
  });

  it("forgets what it does not", () => {
    expect(parseView({ service: [7], period: "9y", refresh: "1s", from: "yesterday", to: range.to, extra: 1 })).toEqual(
      {},
    );
  });

  it("lets a range win over a length", () => {
    expect(parseView({ period: "7d", ...range })).toEqual(range);
  });

  it("does not take a range that ends before it begins", () => {
    expect(parseView({ from: range.to, to: range.from })).toEqual({});
  });
});

it("shows the last hour unless told otherwise", () => {
  expect(periodOf({})).toBe("1h");
  expect(periodOf({ period: "7d" })).toBe("7d");
  expect(periodOf(range)).toEqual(range);
});
