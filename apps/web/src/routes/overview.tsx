import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lossesOptions } from "../features/losses/losses.query.ts";
import { LossesLine } from "../features/losses/losses-line.tsx";
import { AddService } from "../features/services/add-service.tsx";
import { hasNoServiceYet, servicesOptions } from "../features/services/services.query.ts";
import { statusOptions } from "../features/status/status.query.ts";
import { StatusBanner } from "../features/status/status-banner.tsx";
import { CARD_FIGURES } from "../features/summary/cards.ts";
import { FiguresTable } from "../features/summary/figures-table.tsx";
import { HitRateGauge } from "../features/summary/hit-rate-gauge.tsx";
import { KpiCards } from "../features/summary/kpi-cards.tsx";
import { PARTS, unavailableOf } from "../features/summary/parts.ts";
import { summaryOptions } from "../features/summary/summary.query.ts";
import { seriesOf } from "../features/timeline/panel-data.ts";
import { PANEL_FIGURES, PANELS } from "../features/timeline/panels.ts";
import { timelineOptions } from "../features/timeline/timeline.query.ts";
import { TimelineCharts } from "../features/timeline/timeline-charts.tsx";
import { useContact } from "../lib/contact.ts";
import { failureOf } from "../lib/failure.ts";
import { Navigation } from "./navigation.tsx";
import { StaleLine } from "./stale-line.tsx";
import { useView } from "./view.ts";

const FIGURES = [...new Set([...CARD_FIGURES, ...PANEL_FIGURES])];

/** The one page: what is wrong, the figures that say so, and how they moved. */
export function Overview() {
  const { view, period, selectRange, selectOnly } = useView();
  const scope = { service: view.service, period };
  // What was shown stays, dimmed, until the new period is there: nothing jumps.
  const summary = useQuery({ ...summaryOptions(scope), placeholderData: keepPreviousData });
  const timeline = useQuery({ ...timelineOptions({ ...scope, figures: FIGURES }), placeholderData: keepPreviousData });
  const status = useQuery(statusOptions({ service: view.service }));
  const losses = useQuery(lossesOptions(scope));
  const services = useQuery(servicesOptions());
  const { lostSince } = useContact();

  const stale = lostSince !== null || (summary.error !== null && summary.data !== undefined);

  const empty = view.service === undefined && hasNoServiceYet(services.data);
  const withRequests = !empty;
  const unavailable = summary.data
    ? Object.fromEntries(PARTS.map(({ part }) => [part, unavailableOf(summary.data, part)]))
    : {};
  const panels = PANELS.filter(({ part }) => withRequests || part !== "api");

  return (
    <div className="md:flex">
      <Navigation sections={[...panels, { id: "figures", title: "Figures" }]} />
      <main className="min-w-0 flex-1 space-y-3 p-3 md:p-4">
        <h1 className="sr-only">Overview</h1>
        {stale && (
          <StaleLine
            reason={lostSince !== null ? "Vigie does not answer." : failureOf(summary.error).message}
            since={lostSince}
            figuresAt={summary.dataUpdatedAt}
          />
        )}
        {/* Colour means state: figures that are not of now have none. */}
        <div className={`space-y-3 ${stale ? "grayscale-80" : ""}`}>
          <StatusBanner status={status.data} error={status.error} />
          <LossesLine losses={losses.data} />
          {empty && <AddService />}
          <KpiCards
            summary={summary.data}
            error={summary.error}
            busy={summary.isPlaceholderData}
            period={period}
            withRequests={withRequests}
            sparkline={(figure) => seriesOf(timeline.data, figure)}
          />
          <TimelineCharts
            timeline={timeline.data}
            error={timeline.error}
            busy={timeline.isPlaceholderData}
            unavailable={unavailable}
            withRequests={withRequests}
            beside={{ redis: summary.data && <HitRateGauge summary={summary.data} /> }}
            onRange={selectRange}
          />
          <FiguresTable
            summary={summary.data}
            error={summary.error}
            busy={summary.isPlaceholderData}
            period={period}
            onlyNotOk={view.only === "not-ok"}
            onOnlyNotOk={(only) => selectOnly(only ? "not-ok" : undefined)}
          />
        </div>
      </main>
    </div>
  );
}
