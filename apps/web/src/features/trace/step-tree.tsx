import { useId, useMemo, useRef } from "react";
import { useNarrow } from "../../lib/narrow.ts";
import type { LogLine, Trace } from "../../lib/trpc.ts";
import { axisTicks } from "./axis.ts";
import { Axis, AxisLines } from "./axis-lines.tsx";
import { repeatsOf, serviceEdges } from "./step-look.ts";
import { StepRow } from "./step-row.tsx";
import { useSteps } from "./use-steps.ts";
import { waterfallRows } from "./waterfall.ts";

interface StepTreeProps {
  trace: Trace;
  /** To stand between the steps; none where they are not wanted. */
  logs: readonly LogLine[];
  selected: string | null;
  onSelect: (id: string | null) => void;
  closed: ReadonlySet<string>;
  onToggle: (id: string, open: boolean) => void;
  /** How high it may be. */
  className: string;
}

const AXIS_HEIGHT = 26;
/** On a phone a row is two lines: its name, and below it its bar. */
const ROW_HEIGHT = { wide: 26, narrow: 42 };
const MOST_TICKS = { wide: 7, narrow: 4 };

/** The waterfall: every step below what it is a part of, and on one axis of time. Of many only those in sight are drawn. */
export function StepTree({ trace, logs, selected, onSelect, closed, onToggle, className }: StepTreeProps) {
  const size = useNarrow() ? "narrow" : "wide";
  const treeId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => waterfallRows(trace, { closed, logs }), [trace, closed, logs]);
  const edges = useMemo(() => serviceEdges(trace.spans), [trace.spans]);
  const repeats = useMemo(() => repeatsOf(trace), [trace]);
  const ticks = useMemo(() => axisTicks(trace.durationMs, MOST_TICKS[size]), [trace.durationMs, size]);
  const rowHeight = ROW_HEIGHT[size];
  const { items, height, onKeyDown } = useSteps({
    rows,
    selected,
    onSelect,
    onToggle,
    scroller,
    rowHeight,
    headHeight: AXIS_HEIGHT,
  });
  const isShown = items.some(({ index }) => rows[index]?.id === selected);
  const places = useMemo(() => placesAmongSiblings(rows), [rows]);

  return (
    <div
      ref={scroller}
      role="tree"
      aria-label="Steps of the trace"
      aria-activedescendant={isShown ? `${treeId}-${selected}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className={`relative overflow-x-hidden overflow-y-auto outline-offset-0 ${className}`}
    >
      <Axis ticks={ticks} durationMs={trace.durationMs} height={AXIS_HEIGHT} narrow={size === "narrow"} />
      <div role="presentation" className="relative" style={{ height }}>
        <AxisLines ticks={ticks} durationMs={trace.durationMs} narrow={size === "narrow"} />
        {items.map((item) => {
          const row = rows[item.index];
          return (
            row && (
              <StepRow
                key={row.id}
                id={`${treeId}-${row.id}`}
                row={row}
                place={places.get(row.id)}
                totalMs={trace.durationMs}
                top={item.start - AXIS_HEIGHT}
                height={rowHeight}
                narrow={size === "narrow"}
                isSelected={row.id === selected}
                edge={edges.get(row.service)}
                repeats={repeats(row)}
                onSelect={onSelect}
                onToggle={onToggle}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

/** Which of how many a row is below its parent, for those who hear the tree: most of its rows may not be on the page. */
function placesAmongSiblings(rows: readonly { id: string; parentId: string | null }[]) {
  const siblings = new Map<string | null, string[]>();
  for (const { id, parentId } of rows) {
    const list = siblings.get(parentId);
    if (list) list.push(id);
    else siblings.set(parentId, [id]);
  }
  const places = new Map<string, { position: number; count: number }>();
  for (const ids of siblings.values())
    for (const [at, id] of ids.entries()) places.set(id, { position: at + 1, count: ids.length });
  return places;
}
