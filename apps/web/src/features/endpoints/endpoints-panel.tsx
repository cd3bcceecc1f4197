import { useMemo } from "react";
import { exportAddress } from "../../lib/export-address.ts";
import { figureText } from "../../lib/format.ts";
import type { Selection } from "../../lib/selection.ts";
import type { EndpointList } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { ExportLinks } from "../../ui/export-links.tsx";
import { Panel } from "../../ui/panel.tsx";
import { EndpointsGrid, type TrendLookup } from "./endpoints-grid.tsx";
import { matches } from "./matches.ts";
import { PanelContent } from "./panel-content.tsx";
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
  trends: TrendLookup;
  /** Rows of which the trends are wanted. */
  onAsked: (ids: readonly number[]) => void;
}

/** All endpoints: searched, sorted, and each a way to its page. */
export function EndpointsPanel(props: EndpointsPanelProps) {
  const { list, error, busy, selection, search, onSearch, sorting, onSorting, trends, onAsked } = props;
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
            what="All endpoints"
            csv={exportAddress("endpoints", "csv", choice)}
            json={exportAddress("endpoints", "json", choice)}
          />
        </div>
      }
    >
      <PanelContent
        data={list}
        error={error}
        busy={busy}
        isEmpty={({ endpoints }) => endpoints.length === 0}
        empty={noRequests(selection)}
      >
        {({ endpoints }) =>
          found && found.length > 0 ? (
            <EndpointsGrid
              endpoints={found}
              selection={selection}
              sorting={sorting}
              onSorting={onSorting}
              trends={trends}
              onAsked={onAsked}
            />
          ) : (
            <p className="p-4 text-muted">
              <span className="text-body">No endpoint has “{visibleText(search)}” in its method or route.</span>{" "}
              <button type="button" className="text-accent underline" onClick={() => onSearch("")}>
                Show all {figureText(endpoints.length, "count")}
              </button>
            </p>
          )
        }
      </PanelContent>
    </Panel>
  );
}

function noRequests({ release, instance }: Selection): { reason: string; remedy: string } {
  if (release === undefined && instance === undefined)
    return {
      reason: "No request came in this period.",
      remedy: "Choose a longer period, or send the service a request.",
    };
  return {
    reason: "No request came to this part of the service in this period.",
    remedy: "Choose all releases and instances, or a longer period.",
  };
}

/** `1 000 endpoints`, or `12 of 1 000 endpoints`. */
function countText(found: number, all: number): string {
  const endpoints = all === 1 ? "endpoint" : "endpoints";
  const total = `${figureText(all, "count")} ${endpoints}`;
  return found === all ? total : `${figureText(found, "count")} of ${total}`;
}
