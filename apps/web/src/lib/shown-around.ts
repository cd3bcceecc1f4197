import { boundsOf, isLength } from "./period.ts";

interface Chosen {
  period?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

const AROUND_MS = 30 * 60_000;

/** The period that was chosen when it has a moment (ISO 8601) in it, else the hour around that moment. */
export function shownAround({ period = "1h", from, to }: Chosen, time: string) {
  const at = Date.parse(time);
  const chosen = from !== undefined && to !== undefined ? { from, to } : isLength(period) ? period : "1h";
  const bounds = boundsOf(chosen, Date.now());
  if (bounds.from <= at && at <= bounds.to)
    return typeof chosen === "string"
      ? { period: chosen, from: undefined, to: undefined }
      : { ...chosen, period: undefined };
  return {
    period: undefined,
    from: new Date(at - AROUND_MS).toISOString(),
    to: new Date(at + AROUND_MS).toISOString(),
  };
}
