import type { AlertCounts, Severity } from "../../lib/trpc.ts";

export const GRAVEST_FIRST: readonly Severity[] = ["critical", "warning", "info"];

/** `Alerts: 1 critical, 2 warning; 3 acknowledged`, for those who hear the page. */
export function countsText(counts: AlertCounts): string {
  const list = (names: readonly (keyof AlertCounts)[]) =>
    names.filter((name) => counts[name] > 0).map((name) => `${counts[name]} ${name}`);
  const waiting = list(GRAVEST_FIRST);
  const known = list(["acknowledged", "snoozed"]);
  const first = waiting.length > 0 ? `Alerts: ${waiting.join(", ")}` : "No alerts";
  if (known.length === 0) return first;
  return waiting.length > 0 ? `${first}; ${known.join(", ")}` : `${first} that wait for somebody; ${known.join(", ")}`;
}
