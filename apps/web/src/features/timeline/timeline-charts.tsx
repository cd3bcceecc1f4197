import type { ReactNode } from "react";
import type { ExpectedBands, Part, Timeline } from "../../lib/trpc.ts";
import { ChartPanel, type Unavailable } from "./chart-panel.tsx";
import type { PanelDefinition } from "./panels.ts";

interface TimelineChartsProps {
  panels: readonly PanelDefinition[];
  timeline: Timeline | undefined;
  bands: ExpectedBands | undefined;
  error: unknown;
  busy: boolean;
  /** Why a part has no figures; nothing when it has some. */
  unavailable: (part: Part) => Unavailable | null | undefined;
  beside: Partial<Record<PanelDefinition["id"], ReactNode>>;
  onRange: (from: number, to: number) => void;
}

/** Latency is what an operator looks at first: it gets the room. The rest stands below it, side by side. */
const PLACES: Record<PanelDefinition["id"], { className: string; height: number }> = {
  latency: { className: "lg:col-span-7", height: 224 },
  throughput: { className: "lg:col-span-5", height: 224 },
  redis: { className: "lg:col-span-4", height: 132 },
  postgres: { className: "lg:col-span-4", height: 132 },
  system: { className: "lg:col-span-4", height: 132 },
};

export function TimelineCharts({ panels, unavailable, beside, ...rest }: TimelineChartsProps) {
  return (
    <div className="grid grid-cols-1 gap-3 lg:grid-cols-12">
      {panels.map((panel) => (
        <ChartPanel
          key={panel.id}
          panel={panel}
          unavailable={unavailable(panel.part) ?? null}
          beside={beside[panel.id]}
          {...PLACES[panel.id]}
          {...rest}
        />
      ))}
    </div>
  );
}
