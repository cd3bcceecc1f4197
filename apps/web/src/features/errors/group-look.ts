import type { ErrorGroup } from "../../lib/trpc.ts";
import { STATES, type StateName } from "../../ui/state.ts";

/** Each state of a group with the state whose shape and colour it takes. */
const LIKE: Record<ErrorGroup["state"], StateName> = { open: "warning", reopened: "critical", resolved: "ok" };

/** Word, shape and colour of a group's state. */
export function groupLook(state: ErrorGroup["state"]) {
  const { shape, text } = STATES[LIKE[state]];
  return { word: state, shape, text };
}
