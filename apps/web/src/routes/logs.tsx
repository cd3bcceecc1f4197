import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { DEFAULT_CAPACITY } from "../features/logs/capacities.ts";
import { ContextConsole } from "../features/logs/context-console.tsx";
import { displayOf } from "../features/logs/display.ts";
import { DisplayMenu } from "../features/logs/display-menu.tsx";
import { HistogramPanel } from "../features/logs/histogram-panel.tsx";
import { KeysHelp } from "../features/logs/keys-help.tsx";
import { LiveConsole } from "../features/logs/live-console.tsx";
import { type LogActions, LogActionsProvider } from "../features/logs/log-actions.ts";
import { MatchCount } from "../features/logs/match-count.tsx";
import { NoLines } from "../features/logs/no-lines.tsx";
import { SearchConsole } from "../features/logs/search-console.tsx";
import { TraceFilter } from "../features/logs/trace-filter.tsx";
import { LossesLine } from "../features/losses/losses-line.tsx";
import { LevelChips } from "../features/search/level-chips.tsx";
import { SearchBox } from "../features/search/search-box.tsx";
import { SearchHints } from "../features/search/search-hints.tsx";
import { termFor, traceOf, withoutTerm, withTerm } from "../features/search/terms.ts";
import { exportAddress } from "../lib/export-address.ts";
import { logPlace, parseLogPlace } from "../lib/log-place.ts";
import { useNarrow } from "../lib/narrow.ts";
import { rangeOf } from "../lib/period.ts";
import { useRestOfWindow } from "../lib/rest-of-window.ts";
import type { LogLine } from "../lib/trpc.ts";
import { Choices } from "../ui/choices.tsx";
import { ExportLinks } from "../ui/export-links.tsx";
import { useLogsData } from "./logs-data.ts";
import { Navigation } from "./navigation.tsx";
import { usePageTitle } from "./page-title.ts";
import { periodOf, useView } from "./view.ts";

/** To either side of a line whose minutes are asked for. */
const MOMENT_MS = 5 * 60_000;

/** What services logged: as it comes, or searched in what is stored. */
export function Logs() {
  const { view, selectQuery, selectRange, selectLength, selectLogs } = useView();
  const { service, query = "", live = false } = view;
  const data = useLogsData(view);
  const narrow = useNarrow();
  const display = useMemo(() => displayOf(view.hide, view.wrap, narrow), [view.hide, view.wrap, narrow]);
  const around = parseLogPlace(view.around);
  const period = periodOf(view);
  const traceId = traceOf(query);
  const capacity = view.keep ?? DEFAULT_CAPACITY;
  const frame = useRestOfWindow();
  usePageTitle(!live ? "Logs" : data.connection.state === "live" ? "● Logs" : "◌ Logs");

  // A line that is not stored has no place that a URL could name.
  const [passing, setPassing] = useState<string | null>(null);
  const openKey = passing ?? view.line ?? null;
  const open = (key: string | null, line: LogLine | null) => {
    const isStored = key !== null && line !== null && line.id !== null;
    setPassing(isStored ? null : key);
    selectLogs({ line: isStored ? key : undefined }, true);
  };

  // A link to a line that was open while lines came: it is long gone from those that come now.
  const named = useRef(live && around === null ? view.line : undefined);
  useEffect(() => {
    if (named.current !== undefined) selectLogs({ around: named.current, line: undefined }, true);
    named.current = undefined;
  });

  const setLive = (next: boolean) =>
    selectLogs(
      next
        ? { live: true, around: undefined, line: undefined, from: undefined, to: undefined }
        : { live: undefined, around: undefined, line: undefined },
    );
  const setWrap = (wrap: boolean) => selectLogs({ wrap: wrap ? "on" : "off" }, true);
  const actions = useActions(query, selectQuery, (line) => {
    if (line.id !== null) selectLogs({ around: logPlace({ time: line.time, id: line.id }), line: undefined });
  });

  const list = { display, narrow, withService: data.severalServices, openKey, onOpen: open };
  const empty = (
    <NoLines query={query} service={service} live={live} onQuery={selectQuery} onLonger={() => selectLength("7d")} />
  );
  const exported = { service, period, query: query || undefined };

  return (
    <div className="md:flex">
      <Navigation page="/logs" sections={[]} />
      <main ref={frame} className="flex min-w-0 flex-1 flex-col">
        <header className="space-y-2 p-3">
          <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
            <h1 className="text-[15px] leading-7 text-bright max-sm:sr-only">Logs</h1>
            <Choices
              label="Live or searched"
              options={["live", "search"]}
              selected={live ? "live" : "search"}
              onSelect={(option) => setLive(option === "live")}
              text={(option) => (option === "live" ? "● Live" : "Search")}
            />
            <div className="flex min-w-0 flex-1 basis-80 max-sm:order-1 max-sm:basis-full">
              <SearchBox target="logs" value={query} onSubmit={selectQuery} service={service} problem={data.problem} />
            </div>
            <span className="basis-full max-sm:hidden" />
            <div className="max-sm:order-2">
              <LevelChips query={query} onQuery={selectQuery} />
            </div>
            {!live && !around && (
              <div className="flex min-h-7 items-center max-sm:order-3">
                <MatchCount {...data.counted} />
              </div>
            )}
            <span className="ml-auto flex items-center gap-2">
              {!around && (
                <ExportLinks
                  what="Logs"
                  csv={exportAddress("logs", "csv", exported)}
                  json={exportAddress("logs", "json", exported)}
                />
              )}
              <DisplayMenu
                display={display}
                onHide={(hide) => selectLogs({ hide }, true)}
                onWrap={setWrap}
                capacity={live ? capacity : null}
                onCapacity={(keep) => selectLogs({ keep }, true)}
              />
              <KeysHelp onWrap={() => setWrap(!display.wrap)} onLive={() => setLive(!live)} />
            </span>
          </div>
          {!live && !around && <SearchHints query={query} hints={data.search.hints} onSubmit={selectQuery} />}
          <LossesLine losses={data.losses} />
          {traceId !== null && (
            <TraceFilter
              traceId={traceId}
              count={live ? data.feed : data.total}
              onClear={() => selectQuery(withoutTerm(query, `trace:${traceId}`))}
            />
          )}
        </header>
        <LogActionsProvider value={actions}>
          {around ? (
            <ContextConsole
              {...list}
              key={around.id}
              at={around}
              onBack={() => selectLogs({ around: undefined, line: undefined })}
              onMoment={(time) =>
                selectLogs({
                  ...rangeOf(time - MOMENT_MS, time + MOMENT_MS),
                  around: undefined,
                  live: undefined,
                  query: undefined,
                  line: view.around,
                })
              }
            />
          ) : live ? (
            <LiveConsole
              {...list}
              feed={data.feed}
              connection={data.connection}
              onSearch={() => setLive(false)}
              empty={empty}
            />
          ) : (
            <>
              <HistogramPanel
                counts={data.counted.counts}
                isOld={data.counted.isOld}
                {...data.bounds}
                onRange={selectRange}
              />
              <SearchConsole
                {...list}
                search={data.search}
                isMistaken={data.problem !== null}
                onCancel={data.cancel}
                empty={empty}
                onElsewhere={(key) => selectLogs({ around: key, line: undefined })}
              />
            </>
          )}
        </LogActionsProvider>
      </main>
    </div>
  );
}

/** What can be done from a line: most of it writes the search. */
function useActions(query: string, onQuery: (query: string) => void, onContext: (line: LogLine) => void): LogActions {
  const current = { query, onQuery, onContext };
  const [latest] = useState({ current });
  latest.current = current;
  const add = useCallback(
    (term: string | null, excluded: boolean) => {
      if (term !== null) latest.current.onQuery(withTerm(latest.current.query, term, excluded));
    },
    [latest],
  );
  // One object for all of the page's life: with another one every line would be drawn again.
  return useMemo(
    () => ({
      onTerm: ({ name, value, kind }, excluded) => add(termFor(name, value, kind), excluded),
      canSearch: ({ name, value, kind }) => termFor(name, value, kind) !== null,
      onTrace: (traceId) => add(`trace:${traceId}`, false),
      onContext: (line) => latest.current.onContext(line),
    }),
    [add, latest],
  );
}
