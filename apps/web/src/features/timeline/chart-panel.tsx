import { type ReactNode, useMemo } from "react";
import { TimeChart } from "../../charts/index.tsx";
import { failureOf } from "../../lib/failure.ts";
import type { Timeline } from "../../lib/trpc.ts";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { chartDataOf, chartLabel, isEmpty, newestText } from "./panel-data.ts";
import type { PanelDefinition } from "./panels.ts";

export interface Unavailable {
  reason: string;
  remedy: string;
}

interface ChartPanelProps {
  panel: PanelDefinition;
  timeline: Timeline | undefined;
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

export function ChartPanel({ panel, timeline, busy, className = "", beside, ...rest }: ChartPanelProps) {
  return (
    <Panel
      id={panel.id}
      title={panel.title}
      busy={busy || timeline === undefined}
      className={className}
      aside={timeline && !rest.unavailable && <Legend panel={panel} timeline={timeline} />}
    >
      <div className={`flex flex-1 items-center gap-2 p-2 ${busy ? "grayscale-80" : ""}`}>
        {beside && !rest.unavailable && <div className="w-28 shrink-0 pl-2">{beside}</div>}
        <div className="min-w-0 flex-1">
          <Content panel={panel} timeline={timeline} {...rest} />
        </div>
      </div>
    </Panel>
  );
}

type ContentProps = Omit<ChartPanelProps, "busy" | "className" | "beside">;

function Content({ panel, timeline, error, unavailable, height, onRange }: ContentProps) {
  if (unavailable) return <Placeholder height={height} {...unavailable} />;
  if (!timeline && error) {
    const { message, remedy } = failureOf(error);
    return <Placeholder height={height} reason={message} remedy={remedy} />;
  }
  if (!timeline)
    return (
      <div style={{ height }} className="p-1">
        <Skeleton className="h-full" />
      </div>
    );
  if (isEmpty(panel, timeline))
    return <Placeholder height={height} reason="Nothing came in this period." remedy="Choose a longer one." />;
  return <Chart panel={panel} timeline={timeline} height={height} onRange={onRange} />;
}

function Chart({
  panel,
  timeline,
  ...rest
}: Pick<ContentProps, "panel" | "height" | "onRange"> & { timeline: Timeline }) {
  // The same object for the same series: a new one would be drawn anew, and close the tooltip under the pointer.
  const data = useMemo(() => chartDataOf(panel, timeline), [panel, timeline]);
  return <TimeChart data={data} label={chartLabel(panel, timeline)} {...rest} />;
}

function Placeholder({ height, ...note }: { height: number } & Unavailable) {
  return (
    <div style={{ minHeight: height }} className="flex items-center justify-center px-4">
      <Note {...note} className="max-w-md text-center" />
    </div>
  );
}

function Legend({ panel, timeline }: { panel: PanelDefinition; timeline: Timeline }) {
  return (
    <ul className="figure flex flex-wrap gap-x-2.5 text-[11px]">
      {panel.series.map((series) => (
        <li key={series.figure} className="flex items-center gap-1 whitespace-nowrap">
          <span aria-hidden="true" className="h-0.5 w-2" style={{ background: series.color }} />
          <span className="text-muted">{series.name}</span> <span>{newestText(panel, series, timeline)}</span>
        </li>
      ))}
    </ul>
  );
}
