import { useMemo } from "react";
import { ChartLegend, chartLabel, isEmpty } from "../../charts/chart-legend.tsx";
import { TimeChart, type TimeChartData } from "../../charts/index.tsx";
import { TIME_PART_NAMES } from "../../lib/time-parts.ts";
import type { EndpointDetail } from "../../lib/trpc.ts";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { PartsLegend } from "../../ui/parts-bar.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { endpointCharts, withoutNothings } from "./endpoint-charts.ts";

interface EndpointTimelineProps {
  /** Undefined while it is on its way. */
  detail: EndpointDetail | undefined;
  busy: boolean;
  /** Leave out what lies before anything was heard. */
  trimmed: boolean;
  onRange: (from: number, to: number) => void;
}

const CHARTS = [
  { id: "latency", title: "Latency", subject: "Latency", className: "lg:col-span-4" },
  { id: "throughput", title: "Requests", subject: "Requests per second by status", className: "lg:col-span-4" },
  {
    id: "parts",
    title: "Mean time",
    subject: "Mean time per request by what it went to",
    className: "lg:col-span-4",
  },
] as const;

const HEIGHT = 180;

/** How it moved: durations, requests, and where the time of a request went. Brushing one sets the period of all. */
export function EndpointTimeline({ detail, busy, trimmed, onRange }: EndpointTimelineProps) {
  // The same objects for the same figures: new ones would be drawn anew, and close the tooltip under the pointer.
  const charts = useMemo(() => detail && endpointCharts(detail, trimmed), [detail, trimmed]);
  return (
    <div className="grid grid-cols-1 gap-3 lg:grid-cols-12">
      {CHARTS.map(({ id, title, subject, className }) => (
        <Panel
          key={id}
          id={id}
          title={title}
          busy={busy || charts === undefined}
          className={className}
          // The table of the parts tells their values; here their names are enough.
          aside={
            charts && (id === "parts" ? <PartsLegend names={TIME_PART_NAMES} /> : <ChartLegend data={charts[id]} />)
          }
        >
          <div className={`mt-auto p-2 ${busy ? "grayscale-80" : ""}`}>
            {charts ? <Chart data={charts[id]} subject={subject} onRange={onRange} /> : <Skeleton className="h-45" />}
          </div>
        </Panel>
      ))}
    </div>
  );
}

interface ChartProps {
  data: TimeChartData;
  subject: string;
  onRange: (from: number, to: number) => void;
}

function Chart({ data, subject, onRange }: ChartProps) {
  const drawn = useMemo(() => withoutNothings(data), [data]);
  if (isEmpty(data))
    return (
      <div style={{ minHeight: HEIGHT }} className="flex items-center justify-center px-4">
        <Note reason="Nothing came in this period." className="text-center" />
      </div>
    );
  return <TimeChart data={drawn} label={chartLabel(subject, data)} height={HEIGHT} onRange={onRange} />;
}
