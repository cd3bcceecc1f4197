import { ActiveAlerts } from "../features/alerts/active-alerts.tsx";
import { AnomaliesPanel } from "../features/anomalies/anomalies-panel.tsx";
import { AnomalyBadge } from "../features/anomalies/anomaly-badge.tsx";
import { openOf } from "../features/anomalies/place.ts";
import { GreatestImpact } from "../features/endpoints/greatest-impact.tsx";
import { DEFAULT_THRESHOLD_MS } from "../features/endpoints/thresholds.ts";
import { LastLogs } from "../features/logs/last-logs.tsx";
import { LossesLine } from "../features/losses/losses-line.tsx";
import { PerformanceCard } from "../features/performance/performance-card.tsx";
import { AddService } from "../features/services/add-service.tsx";
import { StatusBanner } from "../features/status/status-banner.tsx";
import { statusText } from "../features/status/status-look.ts";
import { FiguresTable } from "../features/summary/figures-table.tsx";
import { HitRateGauge } from "../features/summary/hit-rate-gauge.tsx";
import { KpiCards } from "../features/summary/kpi-cards.tsx";
import { unavailableOf } from "../features/summary/parts.ts";
import { seriesOf } from "../features/timeline/panel-data.ts";
import { PANELS } from "../features/timeline/panels.ts";
import { TimelineCharts } from "../features/timeline/timeline-charts.tsx";
import { TrendLine } from "../features/trends/trend-line.tsx";
import { Note } from "../ui/note.tsx";
import { Navigation } from "./navigation.tsx";
import { useOverviewData } from "./overview-data.ts";
import { usePageTitle } from "./page-title.ts";
import { StaleLine } from "./stale-line.tsx";
import { useView } from "./view.ts";

/** The one page: what is wrong, the figures that say so, and how they moved. */
export function Overview() {
  const { view, period, selectRange, selectOnly } = useView();
  const thresholdMs = view.slower ?? DEFAULT_THRESHOLD_MS;
  const data = useOverviewData(view.service, period, thresholdMs);
  const { summary, timeline, status, slow, lastLogs, severalServices, losses, empty, stale, failure } = data;
  const { trends, index, anomalies, bands } = data;
  usePageTitle(stale || failure ? "◌ no answer" : status.data && statusText(status.data));
  const panels = PANELS.filter(({ part }) => !empty || part !== "api");
  const sections = [
    { id: "performance", title: "Index" },
    ...(anomalies.data?.length ? [{ id: "anomalies", title: "Anomalies" }] : []),
    ...panels,
    ...(empty ? [] : [{ id: "impact", title: "Impact" }]),
    ...(empty ? [] : [{ id: "logs", title: "Last logs" }]),
    { id: "figures", title: "Figures" },
  ];

  return (
    <div className="md:flex">
      <Navigation page="/" sections={failure ? [] : sections} />
      <main className="min-w-0 flex-1 space-y-3 p-3 md:p-4">
        <h1 className="sr-only">Overview</h1>
        {stale && <StaleLine {...stale} />}
        {/* Colour means state: figures that are not of now have none. */}
        <div className={`space-y-3 ${stale ? "grayscale-80" : ""}`}>
          <StatusBanner status={status.data} error={status.error} />
          <ActiveAlerts service={view.service} />
          {failure ? (
            status.data && (
              <Note reason={failure.message} remedy={failure.remedy} className="border border-inner bg-panel p-4" />
            )
          ) : (
            <>
              <LossesLine losses={losses.data} />
              {empty && <AddService />}
              <KpiCards
                summary={summary.data}
                error={summary.error}
                busy={summary.isPlaceholderData}
                period={period}
                withRequests={!empty}
                sparkline={(figure) => seriesOf(timeline.data, figure)}
                renderTrend={(figure) => <TrendLine trend={trends.data?.find((trend) => trend.figure === figure)} />}
                renderBadge={(figure) => <AnomalyBadge anomalies={openOf(anomalies.data, figure)} />}
              />
              <PerformanceCard period={period} index={index.data} error={index.error} busy={index.isPlaceholderData} />
              <AnomaliesPanel anomalies={anomalies.data} error={anomalies.error} busy={anomalies.isPlaceholderData} />
              <TimelineCharts
                panels={panels}
                timeline={timeline.data}
                bands={bands.data}
                error={timeline.error}
                busy={timeline.isPlaceholderData}
                unavailable={(part) => summary.data && unavailableOf(summary.data, part)}
                beside={{ redis: summary.data && <HitRateGauge summary={summary.data} /> }}
                onRange={selectRange}
              />
              {!empty && (
                <GreatestImpact
                  slow={slow.data}
                  error={slow.error}
                  busy={slow.isPlaceholderData}
                  thresholdMs={thresholdMs}
                />
              )}
              {!empty && (
                <LastLogs
                  last={lastLogs.data}
                  error={lastLogs.error}
                  busy={lastLogs.isPlaceholderData}
                  withService={severalServices}
                />
              )}
              <FiguresTable
                summary={summary.data}
                error={summary.error}
                busy={summary.isPlaceholderData}
                period={period}
                onlyNotOk={view.only === "not-ok"}
                onOnlyNotOk={(only) => selectOnly(only ? "not-ok" : undefined)}
              />
            </>
          )}
        </div>
      </main>
    </div>
  );
}
