import type { Header } from "@tanstack/react-table";
import type { EndpointStats } from "../../lib/trpc.ts";
import { type FEATURES, NAME_COLUMN } from "./columns.tsx";

const ARIA = { asc: "ascending", desc: "descending" } as const;
const ARROWS = { asc: "▲", desc: "▼" } as const;

/** A heading that sorts by its column, the other way round when it does already. */
export function SortHead({ header }: { header: Header<typeof FEATURES, EndpointStats, unknown> }) {
  const { column } = header;
  const { meta } = column.columnDef;
  const sorted = column.getIsSorted();
  const isName = column.id === NAME_COLUMN;
  return (
    <th
      scope="col"
      aria-sort={sorted ? ARIA[sorted] : undefined}
      title={meta?.hint}
      className={`sticky top-0 border-b border-edge h-px bg-panel p-0 font-normal text-muted last:pr-1.5 ${isName ? "left-0 z-3" : "z-2"}`}
    >
      {column.getCanSort() ? (
        <button
          type="button"
          onClick={column.getToggleSortingHandler()}
          className={`label flex h-full w-full items-center gap-1 whitespace-nowrap hover:text-bright focus-visible:-outline-offset-2 ${isName ? "px-3" : "justify-end px-1.5"} ${sorted ? "text-bright" : ""}`}
        >
          {meta?.title}
          {sorted && (
            <span aria-hidden="true" className="text-[9px] text-accent">
              {ARROWS[sorted]}
            </span>
          )}
        </button>
      ) : (
        <span className="label block px-1.5 text-right whitespace-nowrap">{meta?.title}</span>
      )}
    </th>
  );
}
