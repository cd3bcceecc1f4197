import type { RetentionKind, StoredKind } from "@vigie/storage";

/** What operators call it. */
export const KINDS: Record<StoredKind, { label: string; holds: string }> = {
  metrics: { label: "Metrics and rollups", holds: "counts, durations and samples, in windows of a minute to a day" },
  requests: { label: "Requests and spans", holds: "requests that were kept whole, with their steps" },
  logs: { label: "Logs", holds: "lines, and the index of their words" },
  errors: { label: "Samples of errors", holds: "single occurrences with message and stack; groups and counts stay" },
  alerts: { label: "Alerts of the past", holds: "alerts that are over, and who was told" },
  anomalies: { label: "Anomalies", holds: "those that ended" },
  audit: { label: "Audit log", holds: "who did what" },
  seconds: { label: "10-second windows", holds: "of which minutes are made" },
  batches: { label: "Ids of batches", holds: "so that none is counted twice" },
  names: {
    label: "Names, rules, settings",
    holds: "services, endpoints, statements, groups of errors, what people set",
  },
};

/** Of what nobody sets. */
const FIXED: Record<Exclude<StoredKind, RetentionKind>, string> = {
  seconds: "2 hours",
  batches: "2 days",
  names: "for ever",
};

export function keptFor(kind: StoredKind, days: number | null): string {
  if (kind === "seconds" || kind === "batches" || kind === "names") return FIXED[kind];
  return days === 1 ? "1 day" : `${days} days`;
}

/** Why it is not known how fast a kind grows. */
export function whyUnknown(kind: StoredKind, oldest: string | null): string {
  if (kind === "seconds") return "It is kept for two hours, and stays about this size.";
  if (kind === "names") return "It grows with what there is to name, not with time.";
  if (oldest === null) return "Nothing of it is stored yet.";
  return "There is no whole day of all of it yet.";
}
