import { Link } from "@tanstack/react-router";
import { figureText } from "../../lib/format.ts";
import { ageText, momentText } from "../../lib/time.ts";
import type { Alert } from "../../lib/trpc.ts";
import { Part } from "./alert-events.tsx";
import { resolutionText } from "./resolution.ts";

/** The same trouble before: how often, how long, how it ended. */
export function EarlierAlerts({ earlier }: { earlier: readonly Alert[] }) {
  const now = Date.now();
  return (
    <Part title="Earlier alerts of the same">
      {earlier.length === 0 ? (
        <p className="text-xs text-muted">None: it is the first.</p>
      ) : (
        <ul className="space-y-1 text-xs">
          {earlier.map((alert) => (
            <li key={alert.id} className="flex flex-wrap gap-x-3">
              <Link
                to="."
                search={(old) => ({ ...old, alert: alert.id })}
                activeProps={{ "aria-current": undefined }}
                className="figure text-accent hover:underline"
              >
                {momentText(Date.parse(alert.openedAt), now)}
              </Link>
              <span className="text-muted">
                <span className="figure text-body">
                  {ageText((alert.resolvedAt ? Date.parse(alert.resolvedAt) : now) - Date.parse(alert.since))}
                </span>
                , worst <span className="figure text-body">{figureText(alert.worstValue, alert.rule.unit)}</span>,{" "}
                {resolutionText(alert)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}
