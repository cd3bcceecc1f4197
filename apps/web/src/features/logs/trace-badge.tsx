import { Link } from "@tanstack/react-router";
import { traceAddress } from "../../lib/trace-address.ts";
import { useLogActions } from "./log-actions.ts";

/** So many digits tell one trace from the others on a page. */
const SHOWN = 8;

// Quiet until its line is pointed at: a column of links would be louder than an error.
const PART =
  "border border-inner px-1 text-muted group-hover:border-edge group-hover:text-accent group-focus-within:text-accent hover:border-accent";

/** A line's trace: its digits filter by it, the arrow opens the request. Only the line that the keyboard is on has them in its way. */
export function TraceBadge({ traceId, tabIndex }: { traceId: string; tabIndex: number }) {
  const { onTrace } = useLogActions();
  return (
    <span className="figure inline-flex text-[11px] leading-4">
      <button
        type="button"
        tabIndex={tabIndex}
        title={`Only logs of trace ${traceId}`}
        aria-label={`Only logs of trace ${traceId.slice(0, SHOWN)}`}
        onClick={() => onTrace(traceId)}
        className={PART}
      >
        {traceId.slice(0, SHOWN)}
      </button>
      <Link
        to="/traces/$traceId"
        params={{ traceId }}
        search={traceAddress}
        tabIndex={tabIndex}
        title="Open the request"
        aria-label={`Open request of trace ${traceId.slice(0, SHOWN)}`}
        className={`-ml-px ${PART}`}
      >
        →
      </Link>
    </span>
  );
}
