import type { ScatterArea } from "../charts/use-scatter-pointer.ts";
import { SearchBox } from "../features/search/search-box.tsx";
import { SearchHints } from "../features/search/search-hints.tsx";
import { searchProblemOf } from "../features/search/search-problem.ts";
import { AddService } from "../features/services/add-service.tsx";
import { withDuration } from "../features/traces/duration-query.ts";
import { KeptLine } from "../features/traces/kept-line.tsx";
import { RequestsPanel } from "../features/traces/requests-panel.tsx";
import { ScatterPanel } from "../features/traces/scatter-panel.tsx";
import { CoverageLine } from "../ui/coverage-line.tsx";
import { FailureNote } from "./failure-note.tsx";
import { Navigation } from "./navigation.tsx";
import { usePageTitle } from "./page-title.ts";
import { StaleLine } from "./stale-line.tsx";
import { useTracesData } from "./traces-data.ts";
import { useView } from "./view.ts";

const SECTIONS = [
  { id: "durations", title: "Durations" },
  { id: "requests", title: "Requests" },
];

/** Single requests that were kept whole: found by what they were, did and took. */
export function Traces() {
  const { view, period, selectQuery, selectArea, selectFirst, selectEverything, openTrace } = useView();
  const { service, query = "" } = view;
  const choice = { service, query, period, sort: view.first ?? ("newest" as const) };
  const { list, scatter, begunAt, stale, empty, error, failure } = useTracesData(choice);
  const problem = searchProblemOf(error);
  const isUseless = failure !== null || problem !== null;
  usePageTitle(stale || (failure && !problem) ? "◌ no answer" : "Traces");

  const selectInChart = ({ from, to, low, high }: ScatterArea) => selectArea(from, to, withDuration(query, low, high));

  return (
    <div className="md:flex">
      <Navigation page="/traces" sections={isUseless || empty ? [] : SECTIONS} />
      <main className="min-w-0 flex-1 space-y-3 p-3 md:p-4">
        <header className="flex flex-wrap items-start gap-x-4 gap-y-2">
          <h1 className="pt-0.5 text-[15px] text-bright">Traces</h1>
          {!empty && (
            <SearchBox target="traces" value={query} onSubmit={selectQuery} service={service} problem={problem} />
          )}
        </header>
        {stale && <StaleLine {...stale} />}
        {failure && !problem && <FailureNote failure={failure} onEverything={selectEverything} />}
        {empty && <AddService />}
        {!empty && !isUseless && (
          // Colour means state: figures that are not of now have none.
          <div className={`space-y-3 ${stale ? "grayscale-80" : ""}`}>
            <SearchHints query={query} hints={list.hints} onSubmit={selectQuery} />
            <KeptLine />
            <CoverageLine coverage={list.coverage} />
            <ScatterPanel
              scatter={scatter.data}
              receivedAt={scatter.dataUpdatedAt}
              error={scatter.error}
              busy={scatter.isPlaceholderData}
              period={period}
              begunAt={begunAt}
              onArea={selectInChart}
              onOpen={openTrace}
            />
            <RequestsPanel list={list} choice={choice} onSort={selectFirst} onClear={() => selectQuery("")} />
          </div>
        )}
      </main>
    </div>
  );
}
