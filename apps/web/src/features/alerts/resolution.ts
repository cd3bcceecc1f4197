import type { Alert } from "../../lib/trpc.ts";

const WORDS: Record<NonNullable<Alert["resolution"]>, string> = {
  cleared: "its condition was over",
  "no-data": "its data stopped coming",
  "by-hand": "resolved by hand",
  "rule-disabled": "its rule was switched off",
  "rule-changed": "its rule was changed",
  "rule-removed": "its rule was removed",
};

/** How an alert ended: "resolved by Ana", "its condition was over". */
export function resolutionText({ resolution, resolvedBy }: Pick<Alert, "resolution" | "resolvedBy">): string {
  if (resolution === null) return "still open";
  if (resolvedBy === null) return WORDS[resolution];
  return resolution === "by-hand" ? `resolved by ${resolvedBy}` : `${WORDS[resolution]} (${resolvedBy})`;
}
