import type { Period } from "../../lib/period.ts";
import { trpc } from "../../lib/trpc.ts";

export function summaryOptions(view: { service?: string; period: Period }) {
  return trpc.summary.queryOptions(view);
}
