import type { Period } from "../../lib/period.ts";
import { trpc } from "../../lib/trpc.ts";

export function lossesOptions(view: { service?: string; period: Period }) {
  return trpc.losses.list.queryOptions(view);
}
