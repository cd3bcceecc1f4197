import type { Alert, AlertGroup } from "../../lib/trpc.ts";
import { type ActTarget, targetOf } from "./acts.ts";

/** A row of the list of open alerts: a group of several, one of such a group, or one that stands alone. */
export interface AlertRowData {
  target: ActTarget;
  /** Null for the row of a group. */
  alert: Alert | null;
  group: AlertGroup;
  isInGroup: boolean;
  isExpanded: boolean;
}

/** Of a group that is expanded; the group itself says how many there are, and can be acted on as a whole. */
export const SHOWN_OF_GROUP = 100;

/** The groups as rows; those of a group stand below it while it is expanded. */
export function alertRows(groups: readonly AlertGroup[], expanded: ReadonlySet<string>): AlertRowData[] {
  return groups.flatMap((group): AlertRowData[] => {
    const row = (alert: Alert, isInGroup: boolean): AlertRowData => ({
      target: targetOf(alert),
      alert,
      group,
      isInGroup,
      isExpanded: false,
    });
    const [only, ...more] = group.alerts;
    if (only && more.length === 0) return [row(only, false)];
    const isExpanded = expanded.has(group.key);
    return [
      {
        target: { key: group.key, title: group.title, alerts: group.alerts },
        alert: null,
        group,
        isInGroup: false,
        isExpanded,
      },
      ...(isExpanded ? group.alerts.slice(0, SHOWN_OF_GROUP).map((alert) => row(alert, true)) : []),
    ];
  });
}
