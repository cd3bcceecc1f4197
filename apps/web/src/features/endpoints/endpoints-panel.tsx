import { useMemo } from "react";
import { exportAddress } from "../../lib/export-address.ts";
import { failureOf } from "../../lib/failure.ts";
import { figureText } from "../../lib/format.ts";
import type { Selection } from "../../lib/selection.ts";
import type { EndpointList } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { ExportLinks } from "../../ui/export-links.tsx";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EndpointsGrid } from "./endpoints-grid.tsx";
import { matches } from "./matches.ts";
import { SearchBox } from "./search-box.tsx";
import type { Sorting } from "./sorting.ts";

interface EndpointsPanelProps {
  list: EndpointList | undefined;
  error: unknown;
  busy: boolean;
  selection: Selection;
  search: string;
  onSearch: (search: string) => void;
  sorting: Sorting;
  onSorting: (sorting: Sorting) => void;
}

/** All endpoints: searched, sorted, and each a way to its page. */
export function EndpointsPanel({ list, busy, search, onSearch, selection, sorting, ...rest }: EndpointsPanelProps) {
  const found = useMemo(() => list?.endpoints.filter((endpoint) => matches(endpoint, search)), [list, search]);
  const choice = { ...selection, search: search || undefined, ...sorting };
  return (
    <Panel
      id="all"
      title="All endpoints"
      busy={busy || !list}
      aside={
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 max-sm:w-full">
          <span role="status" className="figure text-xs text-muted">
            {list && found && countText(found.length, list.endpoints.length)}
          </span>
          <SearchBox search={search} onSearch={onSearch} />
          <ExportLinks
            what="Endpoints"
            csv={exportAddress("endpoints", "csv", choice)}
            json={exportAddress("endpoints", "json", choice)}
          />
        </div>
      }
    >
      <Content {...rest} {...{ list, found, busy, search, onSearch, selection, sorting }} />
    </Panel>
  );
}

interface ContentProps extends EndpointsPanelProps {
  found: EndpointList["endpoints"] | undefined;
}

function Content({ list, found, error, search, onSearch, ...grid }: ContentProps) {
  if (!list || !found) {
    if (error) return <Note className="p-4" reason={failureOf(error).message} remedy={failureOf(error).remedy} />;
    return (
      <div className="p-3">
        <Skeleton className="h-96" />
      </div>
    );
  }
  if (list.endpoints.length === 0) return <NoRequests selection={grid.selection} />;
  if (found.length === 0) {
    return (
      <p className="p-4 text-muted">
        <span className="text-body">No endpoint has “{visibleText(search)}” in its method or route.</span>{" "}
        <button type="button" className="text-accent underline" onClick={() => onSearch("")}>
          Show all {figureText(list.endpoints.length, "count")}
        </button>
      </p>
    );
  }
  return <EndpointsGrid endpoints={found} {...grid} />;
}

function NoRequests({ selection: { release, instance } }: { selection: Selection }) {
  const narrowed = release !== undefined || instance !== undefined;
  return (
    <Note
      className="p-4"
      reason={
        narrowed ? "No request came to this part of the service in this period." : "No request came in this period."
      }
      remedy={
        narrowed
          ? "Choose all releases and instances, or a longer period."
          : "Choose a longer period, or send the service a request."
      }
    />
  );
}

/** `1 000 endpoints`, or `12 of 1 000 endpoints`. */
function countText(found: number, all: number): string {
  const endpoints = all === 1 ? "endpoint" : "endpoints";
  const total = `${figureText(all, "count")} ${endpoints}`;
  return found === all ? total : `${figureText(found, "count")} of ${total}`;
}
