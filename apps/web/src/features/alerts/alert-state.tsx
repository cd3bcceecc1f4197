import { useNow } from "../../lib/now.ts";
import { momentText } from "../../lib/time.ts";
import type { Alert } from "../../lib/trpc.ts";
import { Ago } from "../../ui/ago.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { resolutionText } from "./resolution.ts";

/** How far it is: open, acknowledged by whom, snoozed until when, over; and whether there is still something to judge. */
export function AlertStateText({ alert }: { alert: Alert }) {
  const now = useNow();
  const { state, acknowledgedBy, acknowledgedAt, snoozedUntil, snoozedBy, noDataSince, resolvedAt } = alert;
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-muted">
      {state === "open" && <span className="text-body">○ open</span>}
      {state === "resolved" && (
        <span>
          <span className="text-ok">● over</span> {resolvedAt && <Ago time={resolvedAt} />}, {resolutionText(alert)}
        </span>
      )}
      {acknowledgedAt !== null && (
        <span>
          <span className="text-body">◐ acknowledged</span>{" "}
          {acknowledgedBy !== null && (
            <>
              by <SafeText text={acknowledgedBy} className="text-body" />{" "}
            </>
          )}
          <Ago time={acknowledgedAt} />
        </span>
      )}
      {state === "snoozed" && snoozedUntil !== null && (
        <span>
          <span className="text-body">◔ snoozed</span> until{" "}
          <span className="figure text-body">{momentText(Date.parse(snoozedUntil), now)}</span>
          {snoozedBy !== null && (
            <>
              {" "}
              by <SafeText text={snoozedBy} className="text-body" />
            </>
          )}
        </span>
      )}
      {noDataSince !== null && state !== "resolved" && (
        <span className="text-warning">
          ◌ no data since <Ago time={noDataSince} />
        </span>
      )}
    </span>
  );
}
