import type { Status } from "../../lib/trpc.ts";
import { STATES, type StateName } from "../../ui/state.ts";

/** Each state of the whole with the state whose shape and colour it takes. */
export const STATUS_LOOKS: Record<Status["state"], { word: string; like: StateName }> = {
  operational: { word: "Operational", like: "ok" },
  degraded: { word: "Degraded", like: "warning" },
  critical: { word: "Critical", like: "critical" },
  unknown: { word: "Unknown", like: "unknown" },
};

/** `■ critical`: for where there is room for no more than that. */
export function statusText({ state }: Status): string {
  const { word, like } = STATUS_LOOKS[state];
  return `${STATES[like].shape} ${word.toLowerCase()}`;
}
