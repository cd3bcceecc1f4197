import { useCallback, useMemo, useRef, useState } from "react";
import { figureText } from "../../lib/format.ts";
import { TIME_PART_NAMES } from "../../lib/time-parts.ts";
import type { LogLine, Trace } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { PartsLegend } from "../../ui/parts-bar.tsx";
import { StepDetails } from "./step-details.tsx";
import { serviceEdges } from "./step-look.ts";
import { StepTree } from "./step-tree.tsx";
import { waterfallRows } from "./waterfall.ts";

interface StepsPanelProps {
  trace: Trace;
  logs: readonly LogLine[];
  selected: string | null;
  onSelect: (id: string | null) => void;
  /** Whether logs stand between the steps. */
  withLogs: boolean;
  onLogs: (shown: boolean) => void;
}

const NO_LOGS: readonly LogLine[] = [];
const NONE: ReadonlySet<string> = new Set();

/** What the trace did, step by step, and all about the step that is chosen. */
export function StepsPanel({ trace, logs, selected, onSelect, withLogs, onLogs }: StepsPanelProps) {
  const [closed, setClosed] = useState(NONE);
  const body = useRef<HTMLDivElement>(null);
  const shownLogs = withLogs ? logs : NO_LOGS;
  // Of all, so that the details stay when their row is put away.
  const rows = useMemo(
    () => new Map(waterfallRows(trace, { closed: NONE, logs }).map((each) => [each.id, each])),
    [trace, logs],
  );
  const row = selected === null ? undefined : rows.get(selected);
  const toggle = useCallback((id: string, open: boolean) => {
    setClosed((old) => {
      const next = new Set(old);
      if (open) next.delete(id);
      else next.add(id);
      return next;
    });
  }, []);
  const leftOut = trace.requests.reduce((sum, { spansLeftOut }) => sum + spansLeftOut, 0);
  const edges = serviceEdges(trace.spans);

  return (
    <Panel
      id="steps"
      title="Steps"
      aside={
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <span className="figure text-xs text-muted">
            {figureText(trace.spans.length, "count")} {trace.spans.length === 1 ? "step" : "steps"}
          </span>
          <PartsLegend names={TIME_PART_NAMES} />
          {logs.length > 0 && (
            <label className="flex items-center gap-1.5 text-xs">
              <input
                type="checkbox"
                checked={withLogs}
                onChange={(event) => onLogs(event.target.checked)}
                className="accent-accent"
              />
              logs between steps
            </label>
          )}
        </div>
      }
    >
      {edges.size > 0 && (
        <ul
          aria-label="Services"
          className="figure flex flex-wrap gap-x-4 gap-y-1 border-b border-inner px-3 py-1.5 text-xs"
        >
          {[...edges].map(([service, edge]) => (
            <li key={service} className={`border-l-3 border-muted pl-1.5 ${edge}`}>
              {visibleText(service)}
            </li>
          ))}
        </ul>
      )}
      <div ref={body} className={row ? "grid grid-cols-1 xl:grid-cols-[minmax(0,1fr)_26rem]" : ""}>
        <StepTree
          trace={trace}
          logs={shownLogs}
          selected={selected}
          onSelect={onSelect}
          closed={closed}
          onToggle={toggle}
          // Beside the details on a wide screen, above them on others: there both are to be seen.
          className={row ? "max-h-[min(64dvh,44rem)] max-xl:max-h-[45dvh]" : "max-h-[min(64dvh,44rem)]"}
        />
        {row && (
          <section
            aria-label="Chosen step"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
            tabIndex={0}
            className="relative min-w-0 overflow-y-auto border-inner p-3 text-xs max-xl:border-t xl:max-h-[min(64dvh,44rem)] xl:border-l"
          >
            <button
              type="button"
              aria-label="Close the details"
              onClick={() => {
                onSelect(null);
                // The button goes with the details: the focus would be nowhere.
                body.current?.querySelector<HTMLElement>("[role=tree]")?.focus();
              }}
              className="control float-right ml-2"
            >
              <span aria-hidden="true">✕</span>
            </button>
            <StepDetails row={row} trace={trace} />
          </section>
        )}
      </div>
      {!row && (
        <p className="border-t border-inner px-3 py-2 text-xs text-muted">
          Choose a step for all that is known of it. Arrow keys walk through the steps and open and close them.
        </p>
      )}
      {leftOut > 0 && (
        <Note
          className="border-t border-inner px-3 py-2 text-xs"
          reason={`${figureText(leftOut, "count")} more ${leftOut === 1 ? "step was" : "steps were"} not kept; their waits are counted above.`}
        />
      )}
      {trace.requests.length > 0 && trace.spans.every(({ kind }) => kind === "request") && (
        <Note
          className="border-t border-inner px-3 py-2 text-xs"
          reason="No single step of it is known."
          remedy="It waited for nothing that is watched, or its service sends no spans."
        />
      )}
    </Panel>
  );
}
