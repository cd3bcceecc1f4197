import type { Alert } from "../../lib/trpc.ts";

const ORDER: readonly Alert["state"][] = ["open", "acknowledged", "snoozed", "resolved"];

/** `3 open, 1 acknowledged; 2 without data` */
export function groupStateText(alerts: readonly Pick<Alert, "state" | "noDataSince">[]): string {
  const states = ORDER.map((state) => ({ state, count: alerts.filter((alert) => alert.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${state}`)
    .join(", ");
  const silent = alerts.filter(({ noDataSince, state }) => noDataSince !== null && state !== "resolved").length;
  return silent === 0 ? states : `${states}; ${silent} without data`;
}
