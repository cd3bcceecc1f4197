import { exportAddress } from "../../lib/export-address.ts";
import { failureOf } from "../../lib/failure.ts";
import { figureText } from "../../lib/format.ts";
import { clockText } from "../../lib/time.ts";
import { TIME_PART_NAMES } from "../../lib/time-parts.ts";
import type { TraceOrder } from "../../lib/trpc.ts";
import { Choices } from "../../ui/choices.tsx";
import { ExportLinks } from "../../ui/export-links.tsx";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { PartsLegend } from "../../ui/parts-bar.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { RequestsGrid } from "./requests-grid.tsx";
import type { TraceChoice } from "./traces.query.ts";
import type { useTraceList } from "./use-trace-list.ts";

type List = ReturnType<typeof useTraceList>;

interface RequestsPanelProps {
  list: List;
  choice: TraceChoice;
  onSort: (sort: TraceOrder) => void;
  /** Forgets the search. */
  onClear: () => void;
}

const ORDERS: readonly TraceOrder[] = ["newest", "slowest"];

/** The kept requests that were found, each a way to its page. */
export function RequestsPanel({ list, choice, onSort, onClear }: RequestsPanelProps) {
  const { requests, error, busy } = list;
  return (
    <Panel
      id="requests"
      title="Kept requests"
      busy={busy || (!requests && !error)}
      aside={
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <PartsLegend names={TIME_PART_NAMES} />
          <Choices label="First" options={ORDERS} selected={choice.sort} onSelect={onSort} text={(sort) => sort} />
          <ExportLinks
            what="Kept requests"
            csv={exportAddress("traces", "csv", choice)}
            json={exportAddress("traces", "json", choice)}
          />
        </div>
      }
    >
      {requests === undefined ? (
        error ? (
          <Note className="p-4" reason={failureOf(error).message} />
        ) : (
          <div className="p-3">
            <Skeleton className="h-64" />
          </div>
        )
      ) : (
        <div className={busy ? "grayscale-80" : ""}>
          {requests.length > 0 ? (
            <RequestsGrid requests={requests} foot={<Foot list={list} sort={choice.sort} />} />
          ) : (
            <>
              {!list.hasMore && list.cutAt === null && <Nothing query={choice.query} onClear={onClear} />}
              {(list.hasMore || list.cutAt !== null) && <Foot list={list} sort={choice.sort} />}
            </>
          )}
        </div>
      )}
    </Panel>
  );
}

/** How far it was searched, and how to go on. */
function Foot({ list, sort }: { list: List; sort: TraceOrder }) {
  const { requests = [], searched, moreFailure, isStopped, hasMore, isHeld, cutAt } = list;
  const count = `${figureText(requests.length, "count")} shown`;
  return (
    <div className="sticky left-0 flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2 text-xs text-muted">
      <span role="status">
        {searched === null ? (
          <>
            {requests.length > 0 && count}
            {requests.length > 0 && !hasMore && cutAt === null && ", all there are"}
            {isStopped && "; the search was stopped"}
          </>
        ) : (
          `Searching, ${count}`
        )}
      </span>
      {sort === "slowest" && cutAt !== null && (
        <span className="text-body">
          Of the last {figureText(cutAt, "ratio")} of the period: the rest would take longer. Choose a shorter one, or
          search for less.
        </span>
      )}
      {searched !== null && (
        <>
          <progress
            aria-label="Share of the period that was searched"
            max={1}
            value={searched}
            className="h-1.5 w-32"
          />
          <span className="figure">{figureText(searched, "ratio")} of the period</span>
          <button type="button" className="control" onClick={list.stop}>
            Stop
          </button>
        </>
      )}
      {moreFailure && <span className="text-critical">{moreFailure.message}</span>}
      {searched === null && hasMore && (isStopped || moreFailure) && (
        <button type="button" className="control" onClick={list.goOn}>
          Go on
        </button>
      )}
      {searched === null && hasMore && !isStopped && !moreFailure && (
        <button type="button" className="control" disabled={list.isFetchingMore} onClick={list.loadMore}>
          {list.isFetchingMore ? "…" : "Show more"}
        </button>
      )}
      {isHeld && (
        <span>
          As of {clockText(list.updatedAt)}, not refreshed by itself.{" "}
          <button type="button" className="text-accent underline" onClick={list.renew}>
            Begin anew
          </button>
        </span>
      )}
    </div>
  );
}

function Nothing({ query, onClear }: { query: string; onClear: () => void }) {
  if (query === "")
    return (
      <Note
        className="p-4"
        reason="No request of this period is kept."
        remedy="Choose a longer period, or send the service a request: errors, the slowest and a fair sample are kept."
      />
    );
  return (
    <p className="p-4 text-muted">
      <span className="text-body">No kept request of this period matches the search.</span> Others may have: only
      examples are kept.{" "}
      <button type="button" className="text-accent underline" onClick={onClear}>
        Show all
      </button>
    </p>
  );
}
