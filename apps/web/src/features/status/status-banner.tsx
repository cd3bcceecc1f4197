import { Link } from "@tanstack/react-router";
import { failureOf } from "../../lib/failure.ts";
import type { Status } from "../../lib/trpc.ts";
import { Moment } from "../../ui/moment.tsx";
import { STATES } from "../../ui/state.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { STATUS_LOOKS } from "./status-look.ts";

type Reason = Status["reasons"][number];

interface StatusBannerProps {
  status: Status | undefined;
  error: unknown;
}

/** What is wrong, since when, and the first reason: the one thing to read. */
export function StatusBanner({ status, error }: StatusBannerProps) {
  const state = status?.state ?? "unknown";
  const { word, like } = STATUS_LOOKS[state];
  const { shape, text, left } = STATES[like];
  return (
    <section
      aria-label="Status"
      aria-busy={!status && !error}
      data-state={state}
      className={`flex min-h-19 flex-col gap-x-6 gap-y-2 border border-l-4 border-inner bg-panel px-4 py-3 sm:flex-row ${left}`}
    >
      <div className="shrink-0 sm:w-56">
        <p aria-live="polite" className={`figure text-base font-semibold tracking-wider uppercase ${text}`}>
          <span aria-hidden="true">{shape}</span> {status || error ? word : "…"}
        </p>
        {status?.since && <Moment time={status.since} />}
      </div>
      <div className="min-w-0 flex-1">
        {status ? (
          <Reasons status={status} />
        ) : error ? (
          <p>
            {failureOf(error).message} <span className="text-muted">{failureOf(error).remedy}</span>
          </p>
        ) : null}
      </div>
    </section>
  );
}

function Reasons({ status }: { status: Status }) {
  const [first, ...more] = status.reasons;
  if (!first) return <p className="text-muted">{QUIET[status.state]}</p>;
  return (
    <>
      <Reason reason={first} className="text-[15px] text-bright" />
      {more.length > 0 && (
        <details className="mt-1">
          <summary className="w-fit text-accent hover:underline">and {more.length} more</summary>
          <ul className="mt-2 space-y-1.5">
            {more.map((reason) => (
              <li key={`${reason.figure}${reason.service}${reason.text}`}>
                <Reason reason={reason} marked className="text-body" />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

const QUIET: Record<Status["state"], string> = {
  operational: "Every figure that is watched is within its limits.",
  degraded: "A figure is out of its limits.",
  critical: "A figure is far out of its limits.",
  unknown: "Nothing has come in that could be judged yet. The first figures take about a minute.",
};

/** The first needs no mark: the banner itself has its state and since when. */
function Reason({ reason, marked = false, className }: { reason: Reason; marked?: boolean; className: string }) {
  return (
    <p className={className}>
      {marked && <StateMark state={reason.state} />}{" "}
      {reason.alert === null ? (
        reason.text
      ) : (
        <Link
          to="/alerts"
          search={{ alert: reason.alert }}
          className="underline decoration-muted hover:decoration-current"
        >
          {reason.text}
        </Link>
      )}{" "}
      {marked && <Moment time={reason.since} inline />}
    </p>
  );
}
