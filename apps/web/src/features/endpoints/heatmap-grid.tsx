import { type KeyboardEvent, useCallback, useId, useMemo, useState } from "react";
import { HeatmapChart } from "../../charts/index.tsx";
import type { EndpointName } from "../../lib/endpoint-address.ts";
import type { Heatmap } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { EndpointLink } from "./endpoint-link.tsx";
import { cellText, type Heat, heatmapDataOf, movedCell } from "./heat.ts";
import { HeatmapLegend } from "./heatmap-legend.tsx";
import { hasSeveralServices } from "./several-services.ts";

export type OpenEndpoint = (endpoint: EndpointName, from: number, to: number) => void;

interface HeatmapGridProps {
  heatmap: Heatmap;
  heat: Heat;
  onOpen: OpenEndpoint;
}

const ROW_HEIGHT = 20;

/** A row of cells for each endpoint, with its name beside it. Cells are reached by pointer, and by arrow keys and Enter. */
export function HeatmapGrid({ heatmap, heat, onOpen }: HeatmapGridProps) {
  const { endpoints, times, stepSeconds } = heatmap;
  const [cursor, setCursor] = useState<{ row: number; column: number } | null>(null);
  const readout = useId();
  const data = useMemo(() => heatmapDataOf(heatmap, heat), [heatmap, heat]);
  const withService = hasSeveralServices(endpoints);

  const open = useCallback(
    (row: number, column: number) => {
      const [endpoint, from] = [endpoints[row], times[column]];
      if (endpoint && from !== undefined) onOpen(endpoint, from, from + stepSeconds * 1000);
    },
    [endpoints, times, stepSeconds, onOpen],
  );
  const tooltip = useCallback((row: number, column: number) => tooltipOf(heatmap, row, column), [heatmap]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = cursor ?? { row: 0, column: times.length - 1 };
    if (event.key === "Enter") return open(at.row, at.column);
    const next = movedCell(at, event.key, { rows: endpoints.length, columns: times.length });
    if (!next) return;
    event.preventDefault();
    setCursor(cursor ? next : at);
  };

  return (
    <div className="space-y-2 p-3">
      <div className="grid grid-cols-[9rem_minmax(0,1fr)] gap-x-3 sm:grid-cols-[minmax(0,18rem)_minmax(0,3fr)] text-[11px]">
        <ul aria-label="Endpoints of the heatmap">
          {endpoints.map((endpoint) => (
            <li key={endpoint.id} className="flex items-center" style={{ height: ROW_HEIGHT }}>
              <EndpointLink endpoint={endpoint} withService={withService} />
            </li>
          ))}
        </ul>
        <div
          role="application"
          aria-label={`Heatmap of ${endpoints.length} endpoints and ${times.length} windows. Arrow keys choose a cell, Enter opens it.`}
          aria-describedby={readout}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the keyboard, as this one says in its name.
          tabIndex={0}
          onKeyDown={onKeyDown}
          onFocus={() => setCursor((at) => at ?? { row: 0, column: times.length - 1 })}
          onBlur={() => setCursor(null)}
          className="relative cursor-pointer"
        >
          <HeatmapChart data={data} rowHeight={ROW_HEIGHT} onCell={open} tooltip={tooltip} />
          {cursor && (
            <span
              className="pointer-events-none absolute outline-2 outline-bright"
              style={{
                left: `${(cursor.column / times.length) * 100}%`,
                width: `${100 / times.length}%`,
                top: cursor.row * ROW_HEIGHT,
                height: ROW_HEIGHT,
              }}
            />
          )}
        </div>
      </div>
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <HeatmapLegend data={data} heat={heat} />
        <p id={readout} role="status" className="figure min-h-4 text-[11px]">
          {cursor && readoutOf(heatmap, cursor.row, cursor.column)}
        </p>
      </div>
    </div>
  );
}

/** The chosen cell in one sentence, for those who do not see its colour. */
function readoutOf(heatmap: Heatmap, row: number, column: number): string {
  const endpoint = heatmap.endpoints[row];
  if (!endpoint) return "";
  const { window, figures } = cellText(heatmap, endpoint, column);
  const told = figures.map(({ name, text }) => (text ? `${name} ${text}` : name)).join(", ");
  return `${endpoint.method} ${visibleText(endpoint.route)}, ${window}: ${told}`;
}

/** Built of elements, not of HTML: names come from services, and a name must never become markup. */
function tooltipOf(heatmap: Heatmap, row: number, column: number): HTMLElement {
  const box = document.createElement("div");
  box.className = "figure max-w-80 text-[11px] leading-4 text-muted";
  const endpoint = heatmap.endpoints[row];
  if (!endpoint) return box;
  const { window, figures } = cellText(heatmap, endpoint, column);
  const line = (text: string, className: string) => {
    const element = document.createElement("div");
    element.className = className;
    element.textContent = text;
    box.append(element);
  };
  line(`${endpoint.method} ${visibleText(endpoint.route)}`, "truncate text-bright");
  line(window, "");
  for (const { name, text } of figures) line(`${name} ${text}`, "text-body");
  return box;
}
