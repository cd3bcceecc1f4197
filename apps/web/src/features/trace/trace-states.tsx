import { Link } from "@tanstack/react-router";
import type { Failure } from "../../lib/failure.ts";
import { traceAddress } from "../../lib/trace-address.ts";
import { SafeText } from "../../ui/safe-text.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";

const BOX = "space-y-3 border border-inner bg-panel p-4";

/** The address holds no trace id: it was cut off, or is something else. */
export function NoTraceId({ text }: { text: string }) {
  return (
    <section aria-label="Problem" className={BOX}>
      <h1 className="text-[15px] text-bright">This is no trace id.</h1>
      <p className="text-muted">
        One has 32 hex digits; this is <SafeText text={text.slice(0, 80)} className="figure wrap-anywhere text-body" />,{" "}
        {text.length} {text.length === 1 ? "character" : "characters"} long.
        {/^[0-9a-f]{4,31}$/i.test(text) && " The beginning of one can be searched for."}
      </p>
      <p className="flex flex-wrap gap-4">
        {/^[0-9a-f]{4,31}$/i.test(text) && (
          <Link
            to="/traces"
            search={(old) => ({ ...traceAddress(old), query: `trace:${text.toLowerCase()}` })}
            className="text-accent underline"
          >
            Search for it
          </Link>
        )}
        <BackLink />
      </p>
    </section>
  );
}

/** Why there is nothing to show, and where to go from here. */
export function TraceFailure({ failure }: { failure: Failure }) {
  const isUnknown = failure.code === "TRACE_UNKNOWN";
  return (
    <section aria-label="Problem" className={`${BOX} ${isUnknown ? "" : "border-l-4 border-l-critical"}`}>
      <p role="alert" className="wrap-anywhere">
        {!isUnknown && (
          <span className="figure text-critical">
            <span aria-hidden="true">■</span> {failure.code}{" "}
          </span>
        )}
        <SafeText text={failure.message} className="text-bright" />{" "}
        <SafeText text={failure.remedy} className="text-muted" />
      </p>
      <BackLink />
    </section>
  );
}

/** As high as what comes, so that nothing jumps when it does. */
export function LoadingTrace() {
  return (
    <div aria-hidden="true" className="space-y-3">
      <Skeleton className="h-14" />
      <Skeleton className="h-96" />
      <Skeleton className="h-40" />
    </div>
  );
}

function BackLink() {
  return (
    <Link to="/traces" search={traceAddress} className="text-accent underline">
      To the traces
    </Link>
  );
}
