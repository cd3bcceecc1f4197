import { flexRender, type Row } from "@tanstack/react-table";
import { memo, type ReactNode } from "react";
import { decisiveOf, trendText } from "../../lib/trend-words.ts";
import type { EndpointStats, Trend } from "../../lib/trpc.ts";
import { ChangeMark } from "../../ui/change-mark.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { type FEATURES, NAME_COLUMN, SPARKLINE_COLUMN, TREND_COLUMN } from "./columns.tsx";
import { EndpointLink } from "./endpoint-link.tsx";

/** Pixels: the rows out of sight are counted with it. */
export const ROW_HEIGHT = 26;

interface EndpointRowProps {
  row: Row<typeof FEATURES, EndpointStats>;
  /** Counted from the row of headings, which is 1. */
  position: number;
  /** The one row that Tab reaches; arrow keys lead from it to the others. */
  active: boolean;
  onFocus: (id: number) => void;
  withService: boolean;
  sparkline: readonly (number | null)[] | undefined;
  trend: Trend | undefined;
}

/** A scroll by one row draws that row, and not the thirty beside it again. */
export const EndpointRow = memo(function EndpointRow(props: EndpointRowProps) {
  const { row, position, active, onFocus, withService, sparkline, trend } = props;
  const endpoint = row.original;
  return (
    <tr
      aria-rowindex={position}
      data-endpoint={endpoint.id}
      className="group [&>*]:border-b [&>*]:border-inner"
      style={{ height: ROW_HEIGHT }}
    >
      {row.getAllCells().map((cell) => {
        switch (cell.column.id) {
          case NAME_COLUMN:
            return (
              <th
                key={cell.id}
                scope="row"
                className="sticky left-0 z-1 bg-panel px-3 text-left font-normal group-focus-within:bg-inner group-hover:bg-inner"
              >
                <EndpointLink
                  endpoint={endpoint}
                  withService={withService}
                  tabIndex={active ? 0 : -1}
                  onFocus={() => onFocus(endpoint.id)}
                />
              </th>
            );
          case SPARKLINE_COLUMN:
            return (
              <Cell key={cell.id}>{sparkline && <Sparkline values={sparkline} className="h-5! text-accent" />}</Cell>
            );
          case TREND_COLUMN:
            return <Cell key={cell.id}>{trend && <TrendMark trend={trend} />}</Cell>;
          default:
            return <Cell key={cell.id}>{flexRender(cell.column.columnDef.cell, cell.getContext())}</Cell>;
        }
      })}
    </tr>
  );
});

function Cell({ children }: { children: ReactNode }) {
  return (
    <td className="figure overflow-hidden px-1.5 text-right whitespace-nowrap group-focus-within:bg-inner/40 group-hover:bg-inner/40 last:pr-3">
      {children}
    </td>
  );
}

/** Nothing where nothing can be said: why not is the title of its place. */
function TrendMark({ trend }: { trend: Trend }) {
  const decisive = decisiveOf(trend);
  return (
    <span title={trendText(trend)} className={decisive ? "" : "text-muted"}>
      {decisive ? <ChangeMark change={decisive.change} /> : "–"}
      {decisive && <span className="sr-only"> against {decisive.against} before</span>}
    </span>
  );
}
