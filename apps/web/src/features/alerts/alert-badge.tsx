import { Link } from "@tanstack/react-router";
import { useContact } from "../../lib/contact.ts";
import { STATES } from "../../ui/state.ts";
import { useAlertCounts } from "./alert-counts.ts";
import { countsText, GRAVEST_FIRST } from "./counts-text.ts";

/** Those that somebody knows of already, with their shapes in the list. */
const KNOWN = [
  { state: "acknowledged", shape: "◐" },
  { state: "snoozed", shape: "◔" },
] as const;

/** How many alerts wait for somebody, by severity, on every page, and the way to them. */
export function AlertBadge() {
  const { counts } = useAlertCounts();
  const { lostSince } = useContact();
  if (!counts) return null;
  const waiting = GRAVEST_FIRST.filter((severity) => counts[severity] > 0);
  return (
    <Link
      to="/alerts"
      search={({ service, period, from, to, refresh }) => ({ service, period, from, to, refresh })}
      aria-label={countsText(counts)}
      title={countsText(counts)}
      activeProps={{ "aria-current": undefined }}
      // Colour means state: what is not of now has none.
      className={`control inline-flex items-center gap-2 whitespace-nowrap ${lostSince === null ? "" : "grayscale"}`}
    >
      {waiting.map((severity) => (
        <span key={severity} data-severity={severity} className={STATES[severity].text}>
          <span aria-hidden="true">{STATES[severity].shape}</span> {counts[severity]}
        </span>
      ))}
      {KNOWN.map(
        ({ state, shape }) =>
          counts[state] > 0 && (
            <span key={state} className="text-muted">
              <span aria-hidden="true">{shape}</span> {counts[state]}
            </span>
          ),
      )}
      {counts.acknowledged + counts.snoozed + waiting.length === 0 && <span className="text-muted">no alerts</span>}
    </Link>
  );
}
