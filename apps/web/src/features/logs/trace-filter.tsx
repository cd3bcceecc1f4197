import { Link } from "@tanstack/react-router";
import { figureText } from "../../lib/format.ts";
import { traceAddress } from "../../lib/trace-address.ts";

interface TraceFilterProps {
  traceId: string;
  /** Lines of it, as far as they are counted; null while they are not. */
  count: number | null;
  onClear: () => void;
}

/** Only one trace is shown: which one, how many lines it has, and the ways out. */
export function TraceFilter({ traceId, count, onClear }: TraceFilterProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one row everywhere.
    <div
      role="group"
      aria-label="Filtered by a trace"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-l-4 border-accent bg-panel px-3 py-1.5 text-xs"
    >
      <span className="text-muted">
        Only trace <span className="figure text-bright">{traceId.slice(0, 8)}</span>
        {count !== null && (
          <>
            {" · "}
            <span className="figure text-bright">{figureText(count, "count")}</span> {count === 1 ? "line" : "lines"}
          </>
        )}
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
