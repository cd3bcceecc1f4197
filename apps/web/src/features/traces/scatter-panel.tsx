import { useMemo } from "react";
import type { ScatterShape } from "../../charts/scatter.ts";
import { ScatterChart } from "../../charts/scatter-chart.tsx";
import type { ScatterArea } from "../../charts/use-scatter-pointer.ts";
import { failureOf } from "../../lib/failure.ts";
import { figureText } from "../../lib/format.ts";
import type { Period } from "../../lib/period.ts";
import { momentText } from "../../lib/time.ts";
import type { TraceScatter } from "../../lib/trpc.ts";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { StatusText } from "../../ui/status-text.tsx";
import { drawnPeriod } from "./drawn-period.ts";
import { type StatusGroup, statusGroups } from "./scatter-groups.ts";

interface ScatterPanelProps {
  scatter: TraceScatter | undefined;
  /** When it came, ms. */
  receivedAt: number;
  error: unknown;
  busy: boolean;
  period: Period;
  /** When the first of the services was first heard of, ms; null where that is not known. */
  begunAt: number | null;
  onArea: (area: ScatterArea) => void;
  onOpen: (traceId: string) => void;
}

const HEIGHT = 220;

/** How long each kept request took, over time: to see the odd ones among the others, and to choose an area of them. */
export function ScatterPanel({ scatter, receivedAt, error, busy, period, begunAt, onArea, onOpen }: ScatterPanelProps) {
  const groups = useMemo(() => statusGroups(scatter?.points ?? []), [scatter]);
  const bounds = useMemo(
    () => drawnPeriod(period, { now: receivedAt || Date.now(), begunAt, points: scatter?.points ?? [] }),
    [period, receivedAt, begunAt, scatter],
  );
  const openAt = (group: number, index: number) => {
    const request = groups[group]?.requests[index];
    if (request) onOpen(request.traceId);
  };
  return (
    <Panel
      id="durations"
      title="Duration over time"
      busy={busy || (!scatter && !error)}
      aside={groups.length > 0 && <Legend groups={groups} />}
    >
      {scatter === undefined ? (
        error ? (
          <Note className="p-4" reason={failureOf(error).message} />
        ) : (
          <div className="p-3">
            <Skeleton className="h-48" />
          </div>
        )
      ) : groups.length === 0 ? (
        <Note className="p-4" reason="No kept request to draw." />
      ) : (
        <div className={`pt-3 ${busy ? "grayscale-80" : ""}`}>
          <ScatterChart
            groups={groups}
            from={bounds.from}
            to={bounds.to}
            height={HEIGHT}
            label={labelOf(groups)}
            onArea={onArea}
            onPoint={openAt}
            describe={(group, index) => <Pointed request={groups[group]?.requests[index]} />}
            hint={
              scatter.leftOut > 0
                ? `A fair sample of them; ${figureText(scatter.leftOut, "count")} more are not drawn. Drag over an area to choose it, click a mark to open it.`
                : "Drag over an area to choose its time and durations; click a mark to open the request."
            }
          />
        </div>
      )}
    </Panel>
  );
}

function Pointed({ request }: { request: TraceScatter["points"][number] | undefined }) {
  if (!request) return null;
  const at = Date.parse(request.time);
  return (
    <span className="flex min-w-0 flex-wrap gap-x-3">
      <span>{momentText(at, Date.now())}</span>
      <span className="text-bright">{figureText(request.durationMs, "ms")}</span>
      <StatusText status={request.status} />
      <span className="min-w-0 truncate text-body">
        <SafeText text={`${request.method} ${request.route}`} />
      </span>
      <SafeText text={request.service} />
    </span>
  );
}

const SHAPES: Record<ScatterShape, string> = { circle: "●", diamond: "◆", triangle: "▲", square: "■" };

function Legend({ groups }: { groups: readonly StatusGroup[] }) {
  return (
    <ul aria-label="Marks" className="figure flex flex-wrap gap-x-3 text-[11px]">
      {groups.map(({ name, shape, color, points }) => (
        <li key={name} className="whitespace-nowrap">
          <span aria-hidden="true" style={{ color }}>
            {SHAPES[shape]}
          </span>{" "}
          <span className="text-muted">{name}</span> {figureText(points.length, "count")}
        </li>
      ))}
    </ul>
  );
}

function labelOf(groups: readonly StatusGroup[]): string {
  const longest = Math.max(...groups.flatMap(({ points }) => points.map(({ value }) => value)));
  const counts = groups.map(({ name, points }) => `${figureText(points.length, "count")} with status ${name}`);
  return `Duration of kept requests over time: ${counts.join(", ")}; the longest took ${figureText(longest, "ms")}. The list below has them.`;
}
