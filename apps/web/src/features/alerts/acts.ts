import type { Alert } from "../../lib/trpc.ts";

/** What can be done with alerts. */
export const ACT_KINDS = ["acknowledge", "snooze", "wake", "resolve"] as const;
export type ActKind = (typeof ACT_KINDS)[number];

export interface Act {
  kind: ActKind;
  note: string;
  /** Of a snooze. */
  minutes: number;
}

/** One alert, or those of a group: what is done is done with all of them at once. */
export interface ActTarget {
  key: string;
  title: string;
  alerts: readonly Alert[];
}

/** The words on buttons. */
export const ACT_WORDS: Record<ActKind, string> = {
  acknowledge: "Acknowledge",
  snooze: "Snooze",
  wake: "Wake",
  resolve: "Resolve",
};

export const SNOOZES: readonly { minutes: number; text: string }[] = [
  { minutes: 15, text: "15\u202fmin" },
  { minutes: 60, text: "1\u202fh" },
  { minutes: 240, text: "4\u202fh" },
  { minutes: 1_440, text: "1\u202fd" },
];

export function targetOf(alert: Alert): ActTarget {
  return { key: `alert=${alert.id}`, title: alert.text, alerts: [alert] };
}

/** With which of them it can be done. */
export function alertsFor(kind: ActKind, alerts: readonly Alert[]): Alert[] {
  return alerts.filter((alert) => {
    if (alert.state === "resolved") return false;
    if (kind === "acknowledge") return alert.acknowledgedAt === null;
    return kind !== "wake" || alert.state === "snoozed";
  });
}

/** What can be done with at least one of them. One that is snoozed is woken before it is snoozed anew. */
export function actsFor(alerts: readonly Alert[]): ActKind[] {
  return ACT_KINDS.filter(
    (kind) =>
      alertsFor(kind, alerts).length > 0 &&
      !(kind === "snooze" && alertsFor("wake", alerts).length === alertsFor("snooze", alerts).length),
  );
}
