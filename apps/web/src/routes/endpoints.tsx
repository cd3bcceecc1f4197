import { EndpointsPanel } from "../features/endpoints/endpoints-panel.tsx";
import { HeatmapPanel } from "../features/endpoints/heatmap-panel.tsx";
import { HotspotsPanel } from "../features/endpoints/hotspots-panel.tsx";
import { SlowPanel } from "../features/endpoints/slow-panel.tsx";
import { sortingOf } from "../features/endpoints/sorting.ts";
import { DEFAULT_THRESHOLD_MS } from "../features/endpoints/thresholds.ts";
import { ErrorGroupList } from "../features/errors/error-group-list.tsx";
import { LossesLine } from "../features/losses/losses-line.tsx";
import { AddService } from "../features/services/add-service.tsx";
import { CoverageLine } from "../ui/coverage-line.tsx";
import { useEndpointsData } from "./endpoints-data.ts";
import { FailureNote } from "./failure-note.tsx";
import { Navigation } from "./navigation.tsx";
import { usePageTitle } from "./page-title.ts";
import { SelectionFilters } from "./selection-filters.tsx";
import { StaleLine } from "./stale-line.tsx";
import { selectionOf, useView } from "./view.ts";

const SECTIONS = [
  { id: "all", title: "All" },
  { id: "slow", title: "Slow" },
  { id: "errors", title: "Errors" },
  { id: "heatmap", title: "Heatmap" },
];

/** Which endpoint is slow, which one fails, and what it costs. */
export function Endpoints() {
  const { view, selectEverything, selectRelease, selectInstance, ...select } = useView();
  const selection = selectionOf(view);
  const thresholdMs = view.slower ?? DEFAULT_THRESHOLD_MS;
  const { stats, slow, hotspots, heatmap, losses, services, trends, stale, empty, failure } = useEndpointsData(
    selection,
    thresholdMs,
  );
  usePageTitle(stale || failure ? "◌ no answer" : "Endpoints");

  return (
    <div className="md:flex">
      <Navigation page="/endpoints" sections={failure || empty ? [] : SECTIONS} />
      <main className="min-w-0 flex-1 space-y-3 p-3 md:p-4">
        <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <h1 className="text-[15px] text-bright">Endpoints</h1>
          <SelectionFilters
            services={services.data}
            service={view.service}
            release={view.release}
            instance={view.instance}
            onRelease={selectRelease}
            onInstance={selectInstance}
          />
        </header>
        <CoverageLine coverage={stats.data} />
        {stale && <StaleLine {...stale} />}
        {failure && <FailureNote failure={failure} onEverything={selectEverything} />}
        {empty && <AddService />}
        {!failure && !empty && (
          // Colour means state: figures that are not of now have none.
          <div className={`space-y-3 ${stale ? "grayscale-80" : ""}`}>
            <LossesLine losses={losses.data} />
            <EndpointsPanel
              list={stats.data}
              error={stats.error}
              busy={stats.isPlaceholderData}
              selection={selection}
              search={view.q ?? ""}
              onSearch={select.selectSearch}
              sorting={sortingOf(view)}
              onSorting={select.selectSorting}
              trends={trends.trends}
              onAsked={trends.ask}
            />
            <div className="grid grid-cols-1 items-start gap-3 lg:grid-cols-2">
              <SlowPanel
                slow={slow.data}
                error={slow.error}
                busy={slow.isPlaceholderData}
                selection={selection}
                thresholdMs={thresholdMs}
                onThreshold={select.selectSlower}
              />
              <HotspotsPanel
                hotspots={hotspots.data}
                error={hotspots.error}
                busy={hotspots.isPlaceholderData}
                selection={selection}
                renderGroups={(groups) => <ErrorGroupList groups={groups} />}
              />
            </div>
            <HeatmapPanel
              heatmap={heatmap.data}
              error={heatmap.error}
              busy={heatmap.isPlaceholderData}
              selection={selection}
              heat={view.heat ?? "p95"}
              onHeat={select.selectHeat}
              onOpen={select.openEndpoint}
            />
          </div>
        )}
      </main>
    </div>
  );
}
