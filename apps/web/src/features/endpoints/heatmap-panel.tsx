import { exportAddress } from "../../lib/export-address.ts";
import type { Selection } from "../../lib/selection.ts";
import type { Heatmap } from "../../lib/trpc.ts";
import { Choices } from "../../ui/choices.tsx";
import { ExportLinks } from "../../ui/export-links.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { Heat } from "./heat.ts";
import { HeatmapGrid, type OpenEndpoint } from "./heatmap-grid.tsx";
import { PanelContent } from "./panel-content.tsx";

interface HeatmapPanelProps {
  heatmap: Heatmap | undefined;
  error: unknown;
  busy: boolean;
  selection: Selection;
  heat: Heat;
  onHeat: (heat: Heat) => void;
  onOpen: OpenEndpoint;
}

const HEATS: readonly Heat[] = ["p95", "errors"];

/** When each endpoint was slow, or failed. */
export function HeatmapPanel({ heatmap, error, busy, selection, heat, onHeat, onOpen }: HeatmapPanelProps) {
  return (
    <Panel
      id="heatmap"
      title="Heatmap"
      busy={busy || !heatmap}
      aside={
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Choices
            label="Coloured by"
            options={HEATS}
            selected={heat}
            onSelect={onHeat}
            text={(each) => (each === "p95" ? "P95" : "5xx")}
          />
          <ExportLinks
            what="Heatmap"
            csv={exportAddress("heatmap", "csv", selection)}
            json={exportAddress("heatmap", "json", selection)}
          />
        </div>
      }
    >
      <PanelContent
        data={heatmap}
        error={error}
        busy={busy}
        isEmpty={({ endpoints }) => endpoints.length === 0}
        empty={{ reason: "No request came in this period.", remedy: "Choose a longer one." }}
      >
        {(shown) => <HeatmapGrid heatmap={shown} heat={heat} onOpen={onOpen} />}
      </PanelContent>
    </Panel>
  );
}
