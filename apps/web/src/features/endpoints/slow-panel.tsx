import { exportAddress } from "../../lib/export-address.ts";
import type { Selection } from "../../lib/selection.ts";
import { TIME_PART_NAMES } from "../../lib/time-parts.ts";
import type { SlowList as Slow } from "../../lib/trpc.ts";
import { Choices } from "../../ui/choices.tsx";
import { ExportLinks } from "../../ui/export-links.tsx";
import { Panel } from "../../ui/panel.tsx";
import { PartsLegend } from "../../ui/parts-bar.tsx";
import { PanelContent } from "./panel-content.tsx";
import { SlowList } from "./slow-list.tsx";
import { thresholdsWith, thresholdText } from "./thresholds.ts";

interface SlowPanelProps {
  slow: Slow | undefined;
  error: unknown;
  busy: boolean;
  selection: Selection;
  thresholdMs: number;
  onThreshold: (thresholdMs: number) => void;
  className?: string;
}

/** Which endpoints waste the most time, and on what. */
export function SlowPanel({ slow, error, busy, selection, thresholdMs, onThreshold, className }: SlowPanelProps) {
  const choice = { ...selection, thresholdMs };
  const threshold = thresholdText(thresholdMs);
  return (
    <Panel
      id="slow"
      title="Slow, by impact"
      busy={busy || !slow}
      className={className}
      aside={
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Choices
            label="Slower than"
            options={thresholdsWith(thresholdMs)}
            selected={thresholdMs}
            onSelect={onThreshold}
            text={thresholdText}
          />
          <ExportLinks
            what="Slow endpoints"
            csv={exportAddress("slow", "csv", choice)}
            json={exportAddress("slow", "json", choice)}
          />
        </div>
      }
    >
      <PanelContent
        data={slow}
        error={error}
        busy={busy}
        isEmpty={({ endpoints }) => endpoints.length === 0}
        empty={{
          reason: `No request took longer than ${threshold} in this period.`,
          remedy: "Choose a lower threshold or a longer period.",
        }}
      >
        {({ endpoints }) => (
          <>
            <SlowList endpoints={endpoints} thresholdMs={thresholdMs} />
            <footer className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-t border-inner px-3 py-2">
              <PartsLegend names={TIME_PART_NAMES} />
              <span className="text-[11px] text-muted">s/h: seconds above {threshold} in each hour</span>
            </footer>
          </>
        )}
      </PanelContent>
    </Panel>
  );
}
