import { type ReactNode, useMemo } from "react";
import { ChartLegend, chartLabel, isEmpty } from "../../charts/chart-legend.tsx";
import { TimeChart, type TimeChartData } from "../../charts/index.tsx";
import { failureOf } from "../../lib/failure.ts";
import type { ExpectedBands, Timeline } from "../../lib/trpc.ts";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { chartDataOf } from "./panel-data.ts";
import type { PanelDefinition } from "./panels.ts";

export interface Unavailable {
  reason: string;
  remedy: string;
}

interface ChartPanelProps {
  panel: PanelDefinition;
  timeline: Timeline | undefined;
  /** What was expected; drawn when it is there. */
  bands: ExpectedBands | undefined;
  error: unknown;
  /** The period changed and the new series are on their way. */
  busy: boolean;
  /** Why the part has no figures at all; its chart gives way to it. */
  unavailable: Unavailable | null;
  height: number;
  className?: string;
  /** Stands left of the chart: a gauge. */
  beside?: ReactNode;
  onRange: (from: number, to: number) => void;
}

export function ChartPanel({ panel, timeline, bands, busy, className = "", beside, ...rest }: ChartPanelProps) {
  // The same object for the same series: a new one would be drawn anew, and close the tooltip under the pointer.
  const data = useMemo(() => timeline && chartDataOf(panel, timeline, bands), [panel, timeline, bands]);
  return (
    <Panel
      id={panel.id}
      title={panel.title}
      busy={busy || timeline === undefined}
      className={className}
      aside={data && !rest.unavailable && <ChartLegend data={data} />}
    >
      <div className={`flex flex-1 items-center gap-2 p-2 ${busy ? "grayscale-80" : ""}`}>
        {beside && !rest.unavailable && <div className="w-28 shrink-0 pl-2">{beside}</div>}
        <div className="min-w-0 flex-1">
          <Content panel={panel} data={data} {...rest} />
        </div>
      </div>
    </Panel>
  );
}

interface ContentProps extends Omit<ChartPanelProps, "timeline" | "bands" | "busy" | "className" | "beside"> {
  data: TimeChartData | undefined;
}

function Content({ panel, data, error, unavailable, height, onRange }: ContentProps) {
  if (unavailable) return <Placeholder height={height} {...unavailable} />;
  if (!data && error) {
    const { message, remedy } = failureOf(error);
    return <Placeholder height={height} reason={message} remedy={remedy} />;
  }
  if (!data)
    return (
      <div style={{ height }} className="p-1">
        <Skeleton className="h-full" />
      </div>
    );
  if (isEmpty(data))
    return <Placeholder height={height} reason="Nothing came in this period." remedy="Choose a longer one." />;
  return <TimeChart data={data} label={chartLabel(panel.subject, data)} height={height} onRange={onRange} />;
}

function Placeholder({ height, ...note }: { height: number } & Unavailable) {
  return (
    <div style={{ minHeight: height }} className="flex items-center justify-center px-4">
      <Note {...note} className="max-w-md text-center" />
    </div>
  );
}
