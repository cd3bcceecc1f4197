import { STATES } from "../../ui/state.ts";
import { useAlertCounts } from "./alert-counts.ts";
import { GRAVEST_FIRST } from "./counts-text.ts";

/** How many alerts wait for somebody, in the colour and shape of the gravest; nothing where none does. */
export function WaitingCount() {
  const { counts } = useAlertCounts();
  const gravest = counts && GRAVEST_FIRST.find((severity) => counts[severity] > 0);
  if (!gravest) return null;
  const waiting = GRAVEST_FIRST.reduce((sum, severity) => sum + counts[severity], 0);
  const { shape, text } = STATES[gravest];
  return (
    // What they are is told by the badge above, on the same page.
    <span aria-hidden="true" className={`figure text-xs whitespace-nowrap ${text}`}>
      {shape} {waiting}
    </span>
  );
}
