import { Link } from "@tanstack/react-router";
import type { Anomaly } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";

/** That a figure is not as expected, and the way to the list that says since when. */
export function AnomalyBadge({ anomalies }: { anomalies: readonly Anomaly[] }) {
  const [first, ...more] = anomalies;
  if (!first) return null;
  return (
    <Link
      to="."
      search
      hash="anomalies"
      activeOptions={{ includeHash: true }}
      title={anomalies
        .map(({ service, text }) => (service === null ? text : visibleText(`${service}: ${text}`)))
        .join("\n")}
      className="w-fit border border-warning px-1 font-sans text-[10px] leading-3.5 text-warning hover:bg-inner"
    >
      <span aria-hidden="true">◬</span> {more.length === 0 ? "anomaly" : `${anomalies.length} anomalies`}
    </Link>
  );
}
