import type { HeatCell, HeatmapData } from "../../charts/index.tsx";
import { figureText } from "../../lib/format.ts";
import { clockText, dayText } from "../../lib/time.ts";
import type { Heatmap } from "../../lib/trpc.ts";

export type Heat = "p95" | "errors";

type HeatmapRow = Heatmap["endpoints"][number];

/**
 * What colours each cell. A window in which nothing was heard is a gap; one without a request (for P95), or without an error, is empty:
 * that is known.
 */
export function heatmapDataOf({ times, endpoints }: Heatmap, heat: Heat): HeatmapData {
  return {
    times,
    cells: endpoints.map((row) => times.map((_, window) => cellOf(row, window, heat))),
    hue: heat === "p95" ? "blue" : "red",
  };
}

function cellOf(row: HeatmapRow, window: number, heat: Heat): HeatCell {
  const requests = row.requests[window] ?? null;
  if (requests === null) return "gap";
  const value = (heat === "p95" ? row.p95Ms : row.serverErrors)[window] ?? 0;
  return value > 0 ? value : "empty";
}

export interface CellText {
  /** `14:02:00 – 14:03:00`, with its day. */
  window: string;
  figures: { name: string; text: string }[];
}

/** What one cell says, of both kinds of heat. */
export function cellText({ times, stepSeconds }: Heatmap, row: HeatmapRow, window: number): CellText {
  const from = times[window] ?? 0;
  const requests = row.requests[window] ?? null;
  return {
    window: `${dayText(from)} ${clockText(from)} – ${clockText(from + stepSeconds * 1000)}`,
    figures:
      requests === null
        ? [{ name: "nothing was heard of the service", text: "" }]
        : [
            { name: "P95", text: figureText(row.p95Ms[window], "ms") },
            { name: "requests", text: figureText(requests, "count") },
            { name: "5xx", text: figureText(row.serverErrors[window], "count") },
          ],
  };
}

interface Cell {
  row: number;
  column: number;
}

/** Where an arrow key leads from a cell; null for any other key. */
export function movedCell(cell: Cell, key: string, size: { rows: number; columns: number }): Cell | null {
  const within = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
  switch (key) {
    case "ArrowRight":
      return { ...cell, column: within(cell.column + 1, size.columns) };
    case "ArrowLeft":
      return { ...cell, column: within(cell.column - 1, size.columns) };
    case "ArrowDown":
      return { ...cell, row: within(cell.row + 1, size.rows) };
    case "ArrowUp":
      return { ...cell, row: within(cell.row - 1, size.rows) };
    case "Home":
      return { ...cell, column: 0 };
    case "End":
      return { ...cell, column: size.columns - 1 };
    default:
      return null;
  }
}
