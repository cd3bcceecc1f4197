import { getRouteApi, Navigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { FindingList } from "../features/trace/finding-list.tsx";
import { findingsOf } from "../features/trace/findings.ts";
import { RequestPanel, TimeBar } from "../features/trace/request-panel.tsx";
import { StepsPanel } from "../features/trace/steps-panel.tsx";
import { traceIdOf } from "../features/trace/trace.query.ts";
import { TraceHeader } from "../features/trace/trace-header.tsx";
import { TraceLogsPanel } from "../features/trace/trace-logs.tsx";
import { LoadingTrace, NoTraceId, TraceFailure } from "../features/trace/trace-states.tsx";
import { traceAddress } from "../lib/trace-address.ts";
import type { LogLine, Trace as TraceData } from "../lib/trpc.ts";
import { visibleText } from "../lib/visible-text.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Note } from "../ui/note.tsx";
import { Navigation } from "./navigation.tsx";
import { usePageTitle } from "./page-title.ts";
import { StaleLine } from "./stale-line.tsx";
import { useTraceData } from "./trace-data.ts";
import { useView } from "./view.ts";

const SECTIONS = {
  steps: { id: "steps", title: "Steps" },
  logs: { id: "logs", title: "Log lines" },
  request: { id: "request", title: "Request" },
} as const;

const route = getRouteApi("/traces/$traceId");

/** All that is kept of one trace: what it did step by step, what it logged, what it was asked, how it failed. */
export function Trace() {
  const { traceId: text } = route.useParams();
  const traceId = traceIdOf(text);
  return traceId === null ? <Malformed text={text} /> : <Known key={traceId} traceId={traceId} />;
}

function Malformed({ text }: { text: string }) {
  usePageTitle("No trace");
  return (
    <Frame sections={[]}>
      <NoTraceId text={text} />
    </Frame>
  );
}

const NO_LINES: readonly LogLine[] = [];

function Known({ traceId }: { traceId: string }) {
  const { trace, logs, stale, failure } = useTraceData(traceId);
  const { view, period, selectLines } = useView();
  const [selected, setSelected] = useSelectedStep();
  const findings = useMemo(() => (trace ? findingsOf(trace) : []), [trace]);
  const first = trace?.requests[0];
  usePageTitle(
    stale ? "◌ no answer" : first ? visibleText(`${first.method} ${first.route}`) : `Trace ${traceId.slice(0, 8)}`,
  );

  // Another service or period was chosen above, of which this trace is none: on to those that are.
  const asked = JSON.stringify([view.service, period]);
  const [opened] = useState(asked);
  if (asked !== opened) return <Navigate to="/traces" search={traceAddress(view)} replace />;

  const showStep = (id: string) => {
    setSelected(id);
    document.getElementById("steps")?.scrollIntoView();
  };

  return (
    <Frame sections={trace ? sectionsOf(trace) : []}>
      {stale && <StaleLine {...stale} />}
      {/* Colour means state: figures that are not of now have none. */}
      <div className={`space-y-3 ${stale ? "grayscale-80" : ""}`}>
        <TraceHeader
          traceId={traceId}
          trace={trace}
          aside={trace && <JsonButton trace={trace} lines={logs.data?.lines ?? NO_LINES} />}
        />
        {failure ? (
          <TraceFailure failure={failure} />
        ) : !trace ? (
          <LoadingTrace />
        ) : (
          <>
            {trace.requests.length === 0 && (
              <Note
                className="border border-inner bg-panel p-3"
                reason="Only its logs are kept."
                remedy="Requests are kept whole as examples: every error, the slowest, and a fair sample. This one was none of them."
              />
            )}
            <FindingList findings={findings} onStep={showStep} />
            {first && <TimeBar request={first} />}
            {trace.spans.length > 0 && (
              <StepsPanel
                trace={trace}
                logs={logs.data?.lines ?? NO_LINES}
                selected={selected}
                onSelect={setSelected}
                withLogs={view.lines !== "hidden"}
                onLogs={(shown) => selectLines(shown ? undefined : "hidden")}
              />
            )}
            <TraceLogsPanel trace={trace} logs={logs.data} error={logs.error} />
            <RequestPanel trace={trace} />
          </>
        )}
      </div>
    </Frame>
  );
}

/** Browsers refuse an address that changes with every key that is held down. */
const SETTLED_MS = 300;

/** The step that is chosen, at once on the page and a moment later in the address. */
function useSelectedStep() {
  const { view, selectSpan } = useView();
  const [selected, setSelected] = useState<string | null>(view.span ?? null);
  const inAddress = view.span ?? null;
  // Not the function that changes the address: it is another one at each render.
  useEffect(() => {
    if (selected === inAddress) return;
    const timer = setTimeout(() => selectSpan(selected ?? undefined), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [selected, inAddress]);
  return [selected, setSelected] as const;
}

function JsonButton({ trace, lines }: { trace: TraceData; lines: readonly LogLine[] }) {
  const json = useMemo(() => JSON.stringify({ ...trace, logs: lines }, null, 2), [trace, lines]);
  return <CopyButton text={json} what="as JSON" label="Copy as JSON" />;
}

function sectionsOf({ requests, spans }: TraceData) {
  return [
    ...(spans.length > 0 ? [SECTIONS.steps] : []),
    SECTIONS.logs,
    ...(requests.length > 0 ? [SECTIONS.request] : []),
  ];
}

function Frame({ sections, children }: { sections: readonly { id: string; title: string }[]; children: ReactNode }) {
  return (
    <div className="md:flex">
      <Navigation page="/traces" inside sections={sections} />
      <main className="min-w-0 flex-1 space-y-3 p-3 md:p-4">{children}</main>
    </div>
  );
}
