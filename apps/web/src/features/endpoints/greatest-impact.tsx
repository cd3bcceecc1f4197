import { Link } from "@tanstack/react-router";
import type { SlowList as Slow } from "../../lib/trpc.ts";
import { Panel } from "../../ui/panel.tsx";
import { PanelContent } from "./panel-content.tsx";
import { SlowList } from "./slow-list.tsx";
import { thresholdText } from "./thresholds.ts";

interface GreatestImpactProps {
  slow: Slow | undefined;
  error: unknown;
  busy: boolean;
  thresholdMs: number;
}

/** The few endpoints that waste the most time: the small form of the slow panel. */
export function GreatestImpact({ slow, error, busy, thresholdMs }: GreatestImpactProps) {
  const threshold = thresholdText(thresholdMs);
  return (
    <Panel
      id="impact"
      title="Greatest impact"
      busy={busy || !slow}
      aside={
        <span className="flex gap-4 text-xs text-muted">
          seconds above {threshold} in each hour
          <Link to="/endpoints" search hash="slow" className="text-accent hover:underline">
            All endpoints
          </Link>
        </span>
      }
    >
      <PanelContent
        data={slow}
        error={error}
        busy={busy}
        isEmpty={({ endpoints }) => endpoints.length === 0}
        empty={{ reason: `No request took longer than ${threshold} in this period.`, remedy: "Nothing to hurry up." }}
      >
        {({ endpoints }) => <SlowList endpoints={endpoints} thresholdMs={thresholdMs} />}
      </PanelContent>
    </Panel>
  );
}
