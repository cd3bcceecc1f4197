import { describe, expect, it } from "vitest";
import type { Alert } from "../../lib/trpc.ts";
import { actsFor, alertsFor } from "./acts.ts";
import { alertRows } from "./alert-rows.ts";
import { countsText } from "./counts-text.ts";
import { groupStateText } from "./group-state.ts";
import { resolutionText } from "./resolution.ts";

function alert(id: number, more: Partial<Alert> = {}): Alert {
  return {
    id,
    rule: {
      id: 1,
      name: "Errors",
      metric: { kind: "figure", figure: "api.errorRate" },
      label: "Error rate (5xx)",
      unit: "ratio",
      comparison: "above",
      threshold: 0.05,
      clearThreshold: 0.04,
      windowSeconds: 60,
      forSeconds: 30,
      hint: "",
    },
    severity: "critical",
    state: "open",
    labels: { service: "shop" },
    text: `alert ${id}`,
    since: "2026-11-21T12:00:00.000Z",
    openedAt: "2026-11-21T12:00:30.000Z",
    value: 0.08,
    worstValue: 0.09,
    lastValue: 0.07,
    lastAt: "2026-11-21T12:05:00.000Z",
    noDataSince: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    note: null,
    snoozedUntil: null,
    snoozedBy: null,
    resolvedAt: null,
    resolution: null,
    resolvedBy: null,
    ...more,
  };
}

const acknowledged = {
  state: "acknowledged",
  acknowledgedAt: "2026-11-21T12:01:00.000Z",
  acknowledgedBy: "Ana",
} as const;
const snoozed = { state: "snoozed", snoozedUntil: "2026-11-21T13:00:00.000Z", snoozedBy: "Ana" } as const;

describe("what can be done", () => {
  it("with an open alert is all but to wake it", () => {
    expect(actsFor([alert(1)])).toEqual(["acknowledge", "snooze", "resolve"]);
  });

  it("with one that is acknowledged is not to acknowledge it again", () => {
    expect(actsFor([alert(1, acknowledged)])).toEqual(["snooze", "resolve"]);
  });

  it("with one that is snoozed is to wake it, not to snooze it again", () => {
    expect(actsFor([alert(1, snoozed)])).toEqual(["acknowledge", "wake", "resolve"]);
  });

  it("with one that is over is nothing", () => {
    expect(actsFor([alert(1, { state: "resolved", resolvedAt: "2026-11-21T12:10:00.000Z" })])).toEqual([]);
  });

  it("with a group is what can be done with any of it, and done with no other", () => {
    const group = [alert(1), alert(2, acknowledged), alert(3, snoozed)];
    expect(actsFor(group)).toEqual(["acknowledge", "snooze", "wake", "resolve"]);
    expect(alertsFor("acknowledge", group).map(({ id }) => id)).toEqual([1, 3]);
    expect(alertsFor("wake", group).map(({ id }) => id)).toEqual([3]);
  });
});

describe("rows", () => {
  const storm = {
    key: "service=shop",
    title: "2 alerts of shop",
    severity: "critical",
    since: "",
    alerts: [alert(1), alert(2)],
  } as const;
  const lone = { key: "alert=9", title: "alert 9", severity: "info", since: "", alerts: [alert(9)] } as const;
  const groups = [
    { ...storm, alerts: [...storm.alerts] },
    { ...lone, alerts: [...lone.alerts] },
  ];

  it("are one for a group that is closed, and one for an alert that stands alone", () => {
    expect(alertRows(groups, new Set()).map(({ target }) => target.title)).toEqual(["2 alerts of shop", "alert 9"]);
  });

  it("show what a group holds below it", () => {
    const rows = alertRows(groups, new Set(["service=shop"]));
    expect(rows.map(({ target, isInGroup }) => [target.key, isInGroup])).toEqual([
      ["service=shop", false],
      ["alert=1", true],
      ["alert=2", true],
      ["alert=9", false],
    ]);
  });
});

it("says how many of a group are how far", () => {
  expect(groupStateText([alert(1), alert(2), alert(3, acknowledged)])).toBe("2 open, 1 acknowledged");
  expect(groupStateText([alert(1, { noDataSince: "2026-11-21T12:04:00.000Z" })])).toBe("1 open; 1 without data");
});

it("says how an alert ended, and by whom", () => {
  expect(resolutionText({ resolution: "cleared", resolvedBy: null })).toBe("its condition was over");
  expect(resolutionText({ resolution: "by-hand", resolvedBy: "Ana" })).toBe("resolved by Ana");
  expect(resolutionText({ resolution: "by-hand", resolvedBy: null })).toBe("resolved by hand");
});

describe("counts in words", () => {
  const none = { critical: 0, warning: 0, info: 0, acknowledged: 0, snoozed: 0 };

  it("name what waits for somebody first", () => {
    expect(countsText({ ...none, critical: 1, info: 2, snoozed: 3 })).toBe("Alerts: 1 critical, 2 info; 3 snoozed");
  });

  it("say when nothing does", () => {
    expect(countsText(none)).toBe("No alerts");
    expect(countsText({ ...none, acknowledged: 1 })).toBe("No alerts that wait for somebody; 1 acknowledged");
  });
});
