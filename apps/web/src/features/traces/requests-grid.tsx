import { Fragment, type ReactNode, useMemo, useRef } from "react";
import { useNarrow } from "../../lib/narrow.ts";
import type { KeptRequest } from "../../lib/trpc.ts";
import { spaceBefore } from "../../ui/rows.ts";
import { useRows } from "../../ui/use-rows.ts";
import { COLUMNS, HEAD_HEIGHT, ROW_HEIGHT } from "./request-columns.ts";
import { RequestCard, RequestRow } from "./request-row.tsx";

interface RequestsGridProps {
  requests: readonly KeptRequest[];
  /** Below the last one: how to go on. */
  foot: ReactNode;
}

/** Kept requests, of which only those in sight are drawn: a table, or on a phone a list. */
export function RequestsGrid({ requests, foot }: RequestsGridProps) {
  const narrow = useNarrow();
  // Keyed: the heights of one are not those of the other.
  return narrow ? (
    <Cards key="cards" requests={requests} foot={foot} />
  ) : (
    <Table key="table" requests={requests} foot={foot} />
  );
}

const BOX = "relative max-h-[min(70dvh,44rem)] overflow-auto";

function Table({ requests, foot }: RequestsGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, end, onKeyDown } = useRequestRows(requests, scroller, ROW_HEIGHT.wide, HEAD_HEIGHT);
  return (
    <div ref={scroller} className={BOX} style={{ scrollPaddingTop: HEAD_HEIGHT }}>
      <table
        aria-label="Kept requests"
        aria-rowcount={requests.length + 1}
        className="w-full min-w-5xl table-fixed border-separate border-spacing-0 text-xs"
      >
        <colgroup>
          {COLUMNS.map((column) => (
            <col key={column.title} style={"width" in column ? { width: `${column.width}rem` } : undefined} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1} style={{ height: HEAD_HEIGHT }}>
            {COLUMNS.map((column) => (
              <th
                key={column.title}
                scope="col"
                className={`label sticky top-0 z-2 border-b border-edge bg-panel px-3 font-normal whitespace-nowrap text-muted ${"right" in column ? "text-right" : "text-left"}`}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={onKeyDown}>
          {rows.map(({ space, ...row }) => (
            <Fragment key={row.request.id}>
              <SpaceRow height={space} />
              <RequestRow {...row} />
            </Fragment>
          ))}
          <SpaceRow height={end} />
        </tbody>
      </table>
      {foot}
    </div>
  );
}

function Cards({ requests, foot }: RequestsGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, end, onKeyDown } = useRequestRows(requests, scroller, ROW_HEIGHT.narrow, 0);
  return (
    <div ref={scroller} className={BOX}>
      <ul aria-label="Kept requests" onKeyDown={onKeyDown}>
        {rows.map(({ space, ...row }) => (
          <Fragment key={row.request.id}>
            <SpaceItem height={space} />
            <RequestCard {...row} />
          </Fragment>
        ))}
        <SpaceItem height={end} />
      </ul>
      {foot}
    </div>
  );
}

/** The rows in sight, each with the height of what is left out before it. */
function useRequestRows(
  requests: readonly KeptRequest[],
  scroller: React.RefObject<HTMLElement | null>,
  rowHeight: number,
  headHeight: number,
) {
  const ids = useMemo(() => requests.map(({ id }) => id), [requests]);
  const { items, endOf, activeId, setActive, onKeyDown } = useRows({
    ids,
    attribute: "data-request",
    scroller,
    rowHeight,
    headHeight,
  });
  const rows = items.flatMap((item, place) => {
    const request = requests[item.index];
    if (!request) return [];
    const space = spaceBefore(items, place, headHeight);
    return [{ request, space, position: item.index + 2, active: request.id === activeId, onFocus: setActive }];
  });
  return { rows, end: endOf - (items.at(-1)?.end ?? headHeight), onKeyDown };
}

function SpaceRow({ height }: { height: number }) {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row without a cell takes no focus.
  return height > 0 && <tr aria-hidden="true" style={{ height }} />;
}

function SpaceItem({ height }: { height: number }) {
  return height > 0 && <li aria-hidden="true" style={{ height }} />;
}
