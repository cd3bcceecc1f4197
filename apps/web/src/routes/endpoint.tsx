import { Navigate } from "@tanstack/react-router";
import { DistributionPanel } from "../features/endpoint/distribution-panel.tsx";
import type { EndpointChoice } from "../features/endpoint/endpoint.query.ts";
import { EndpointHeader } from "../features/endpoint/endpoint-header.tsx";
import { EndpointFailure, LoadingBody, NoEndpointNamed, NoRequests } from "../features/endpoint/endpoint-states.tsx";
import { EndpointTimeline } from "../features/endpoint/endpoint-timeline.tsx";
import { ExemplarsPanel } from "../features/endpoint/exemplars-panel.tsx";
import { KeyFigureCards, LoadingKeyFigures } from "../features/endpoint/key-figure-cards.tsx";
import { ProcessesPanel } from "../features/endpoint/processes-panel.tsx";
import { StatementsPanel } from "../features/endpoint/statements-panel.tsx";
import { StatusCounts } from "../features/endpoint/status-counts.tsx";
import { TimePanel } from "../features/endpoint/time-panel.tsx";
import { ErrorGroupList } from "../features/errors/error-group-list.tsx";
import { LossesLine } from "../features/losses/losses-line.tsx";
import { TrendLine } from "../features/trends/trend-line.tsx";
import { exportAddress } from "../lib/export-address.ts";
import type { EndpointDetail, Loss } from "../lib/trpc.ts";
import { visibleText } from "../lib/visible-text.ts";
import { CoverageLine } from "../ui/coverage-line.tsx";
import { ExportLinks } from "../ui/export-links.tsx";
import { Note } from "../ui/note.tsx";
import { Panel } from "../ui/panel.tsx";
import { useEndpointData } from "./endpoint-data.ts";
import { Navigation } from "./navigation.tsx";
import { usePageTitle } from "./page-title.ts";
import { StaleLine } from "./stale-line.tsx";
import { selectionOf, useView } from "./view.ts";

const SECTIONS = [
  { id: "latency", title: "Latency" },
  { id: "distribution", title: "Distribution" },
  { id: "time", title: "Time" },
  { id: "statements", title: "Statements" },
  { id: "errors", title: "Errors" },
  { id: "requests", title: "Requests" },
  { id: "releases", title: "Releases" },
] as const;

/** One endpoint: how slow, why, what it runs, how it fails. */
export function Endpoint() {
  const { view } = useView();
  const { service, method, route } = view;
  // Another service was chosen above, which has no such endpoint: on to those that it has.
  if (method === undefined && route === undefined) return <Navigate to="/endpoints" search={view} replace />;
  if (service === undefined || method === undefined || route === undefined)
    return (
      <Frame sections={[]}>
        <NoEndpointNamed />
      </Frame>
    );
  return <Named choice={{ ...selectionOf(view), service, method, route }} />;
}

function Named({ choice }: { choice: EndpointChoice }) {
  const { selectRange } = useView();
  const { detail, busy, losses, trends, stale, failure } = useEndpointData(choice);
  usePageTitle(stale ? "◌ no answer" : visibleText(`${choice.method} ${choice.route}`));

  return (
    <Frame sections={detail?.stats ? SECTIONS : []}>
      {stale && <StaleLine {...stale} />}
      {/* Colour means state: figures that are not of now have none. */}
      <div className={`space-y-3 ${stale ? "grayscale-80" : ""}`}>
        <EndpointHeader choice={choice} detail={detail} aside={detail?.stats && <TimelineExport choice={choice} />} />
        {failure ? (
          <EndpointFailure failure={failure} choice={choice} />
        ) : (
          <>
            <LossesLine losses={losses} />
            <CoverageLine coverage={detail} />
            {!detail ? (
              <LoadingKeyFigures />
            ) : detail.stats ? (
              <KeyFigureCards
                stats={detail.stats}
                busy={busy}
                trends={trends}
                renderTrend={(trend) => <TrendLine trend={trend} />}
              />
            ) : (
              <NoRequests choice={choice} />
            )}
            {(!detail || detail.stats) && (
              <EndpointTimeline
                detail={detail}
                busy={busy}
                trimmed={typeof choice.period === "string"}
                onRange={selectRange}
              />
            )}
            {detail ? <Body detail={detail} choice={choice} losses={losses ?? []} busy={busy} /> : <LoadingBody />}
          </>
        )}
      </div>
    </Frame>
  );
}

interface BodyProps {
  detail: EndpointDetail;
  choice: EndpointChoice;
  losses: readonly Loss[];
  busy: boolean;
}

function Body({ detail, choice, losses, busy }: BodyProps) {
  const { stats, time } = detail;
  if (!stats) return null;
  const errorCount = detail.errors.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      <div className="grid grid-cols-1 gap-3 lg:grid-cols-12">
        <DistributionPanel distribution={detail.distribution} stats={stats} busy={busy} className="lg:col-span-7" />
        {time && <TimePanel time={time} requestCount={stats.requestCount} busy={busy} className="lg:col-span-5" />}
      </div>
      <StatementsPanel statements={detail.statements} sqlCount={time?.sqlCount ?? 0} busy={busy} />
      <Panel id="errors" title="Errors" busy={busy} aside={<StatusCounts statuses={detail.statuses} />}>
        {detail.errors.length === 0 ? (
          <Note className="p-4 text-xs" reason={noErrors(stats)} />
        ) : (
          <ErrorGroupList groups={detail.errors} />
        )}
      </Panel>
      <ExemplarsPanel
        endpoint={detail.endpoint}
        exemplars={detail.exemplars}
        failedCount={Math.max(stats.serverErrorCount, errorCount)}
        losses={losses}
        to={detail.to}
        busy={busy}
        exports={{ csv: exportAddress("requests", "csv", choice), json: exportAddress("requests", "json", choice) }}
      />
      <div className="grid grid-cols-1 gap-3 xl:grid-cols-2">
        <ProcessesPanel kind="release" processes={detail.releases} selected={choice.release} busy={busy} />
        <ProcessesPanel kind="instance" processes={detail.instances} selected={choice.instance} busy={busy} />
      </div>
    </>
  );
}

function TimelineExport({ choice }: { choice: EndpointChoice }) {
  return (
    <div className="flex gap-2 text-xs text-muted">
      timeline as
      <ExportLinks
        what="Timeline"
        csv={exportAddress("timeline", "csv", choice)}
        json={exportAddress("timeline", "json", choice)}
      />
    </div>
  );
}

function noErrors({ serverErrorCount }: NonNullable<EndpointDetail["stats"]>): string {
  return serverErrorCount === 0
    ? "No request failed with an error in this period."
    : "Requests failed, but no error is known of them.";
}

function Frame({
  sections,
  children,
}: {
  sections: readonly { id: string; title: string }[];
  children: React.ReactNode;
}) {
  return (
    <div className="md:flex">
      <Navigation page="/endpoints" inside sections={sections} />
      <main className="min-w-0 flex-1 space-y-3 p-3 md:p-4">{children}</main>
    </div>
  );
}
