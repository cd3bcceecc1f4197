import { Link } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";
import { figureText } from "../../lib/format.ts";
import { traceAddress } from "../../lib/trace-address.ts";
import type { LiveFeed } from "./live-feed.ts";

interface TraceFilterProps {
  traceId: string;
  /** Lines of it; null while they are not counted. Live it is those that are shown. */
  count: number | null | LiveFeed;
  onClear: () => void;
}

/** Only one trace is shown: which one, how many lines it has, and the ways out. */
export function TraceFilter({ traceId, count, onClear }: TraceFilterProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one row everywhere.
    <div
      role="group"
      aria-label="Filtered by a trace"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-l-4 border-accent bg-panel px-3 py-1.5 text-[12px]"
    >
      <span className="text-muted">
        Only trace <span className="figure text-bright">{traceId.slice(0, 8)}</span>
        {typeof count === "number" ? <Count count={count} /> : count && <LiveCount feed={count} />}
      </span>
      <Link to="/traces/$traceId" params={{ traceId }} search={traceAddress} className="text-accent underline">
        Open request →
      </Link>
      <button type="button" className="control" onClick={onClear}>
        <span aria-hidden="true">✕</span> Clear
      </button>
    </div>
  );
}

function LiveCount({ feed }: { feed: LiveFeed }) {
  return <Count count={useSyncExternalStore(feed.subscribe, () => feed.view().rows.length)} />;
}

function Count({ count }: { count: number }) {
  return (
    <>
      {" · "}
      <span className="figure text-bright">{figureText(count, "count")}</span> {count === 1 ? "line" : "lines"}
    </>
  );
}
