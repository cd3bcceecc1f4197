import { useTable } from "@tanstack/react-table";
import { Fragment, useEffect, useMemo, useRef } from "react";
import { useNarrow } from "../../lib/narrow.ts";
import type { Selection } from "../../lib/selection.ts";
import type { EndpointStats, Trend } from "../../lib/trpc.ts";
import { spaceBefore } from "../../ui/rows.ts";
import { useRows } from "../../ui/use-rows.ts";
import { columnsFor, FEATURES, NAME_COLUMN, PHONE_NAME_WIDTH } from "./columns.tsx";
import { EndpointRow, ROW_HEIGHT } from "./endpoint-row.tsx";
import { SortHead } from "./sort-head.tsx";
import { isSort, type Sorting } from "./sorting.ts";
import { useAsked } from "./use-asked.ts";
import { useSparklines } from "./use-sparklines.ts";

/** Of P95, by the ids of endpoints, as they come. */
export type TrendLookup = ReadonlyMap<number, Trend>;

interface EndpointsGridProps {
  endpoints: EndpointStats[];
  selection: Selection;
  sorting: Sorting;
  onSorting: (sorting: Sorting) => void;
  trends: TrendLookup;
  /** Rows of which the trends are wanted. */
  onAsked: (ids: readonly number[]) => void;
}

const HEAD_HEIGHT = 30;

/** Every endpoint in one table, of which only what is in sight is drawn. */
export function EndpointsGrid(props: EndpointsGridProps) {
  const { endpoints, selection, sorting, onSorting, trends, onAsked } = props;
  const narrow = useNarrow();
  const columns = useMemo(() => columnsFor(narrow), [narrow]);
  // The same array for the same sorting: with a new one all rows would be sorted again at every step of a scroll.
  const { sort, order } = sorting;
  const sorted = useMemo(() => [{ id: sort as string, desc: order === "desc" }], [sort, order]);
  const table = useTable({
    features: FEATURES,
    columns,
    data: endpoints,
    getRowId: ({ id }) => String(id),
    state: { sorting: sorted },
    onSortingChange: (update) => {
      const [next] = typeof update === "function" ? update(sorted) : update;
      if (next && isSort(next.id)) onSorting({ sort: next.id, order: next.desc ? "desc" : "asc" });
    },
    enableSortingRemoval: false,
    enableMultiSort: false,
  });
  const { rows } = table.getRowModel();

  const scroller = useRef<HTMLDivElement>(null);
  const ids = useMemo(() => rows.map(({ original }) => original.id), [rows]);
  const { items, endOf, inSight, near, activeId, setActive, onKeyDown } = useRows({
    ids,
    attribute: "data-endpoint",
    scroller,
    rowHeight: ROW_HEIGHT,
    headHeight: HEAD_HEIGHT,
  });
  const asked = useAsked(inSight, near);
  const sparklines = useSparklines(selection, asked);
  useEffect(() => onAsked(asked), [asked, onAsked]);

  const withService = selection.service === undefined && new Set(endpoints.map(({ service }) => service)).size > 1;
  const widths = columns.map(({ id, meta }) => (narrow && id === NAME_COLUMN ? PHONE_NAME_WIDTH : (meta?.width ?? 0)));
  const minWidth = widths.reduce((sum, width) => sum + width, 0);

  return (
    <div
      ref={scroller}
      className="relative max-h-[min(60dvh,36rem)] overflow-auto"
      style={{ scrollPaddingTop: HEAD_HEIGHT }}
    >
      <table
        aria-label="Endpoints"
        aria-rowcount={rows.length + 1}
        className="w-full table-fixed border-separate border-spacing-0 text-[11px]"
        style={{ minWidth }}
      >
        <colgroup>
          {columns.map(({ id }, index) => (
            <col key={id} style={{ width: id === NAME_COLUMN && !narrow ? undefined : widths[index] }} />
          ))}
        </colgroup>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} aria-rowindex={1} style={{ height: HEAD_HEIGHT }}>
              {group.headers.map((header) => (
                <SortHead key={header.id} header={header} />
              ))}
            </tr>
          ))}
        </thead>
        <tbody onKeyDown={onKeyDown}>
          {items.map((item, place) => {
            const row = rows[item.index];
            return (
              row && (
                <Fragment key={item.key}>
                  <Space height={spaceBefore(items, place, HEAD_HEIGHT)} />
                  <EndpointRow
                    row={row}
                    position={item.index + 2}
                    active={row.original.id === activeId}
                    onFocus={setActive}
                    withService={withService}
                    sparkline={sparklines.get(row.original.id)}
                    trend={trends.get(row.original.id)}
                  />
                </Fragment>
              )
            );
          })}
          <Space height={endOf - (items.at(-1)?.end ?? HEAD_HEIGHT)} />
        </tbody>
      </table>
    </div>
  );
}

/** Holds the place of rows that are out of sight. */
function Space({ height }: { height: number }) {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row without a cell takes no focus.
  return height > 0 && <tr aria-hidden="true" style={{ height }} />;
}
