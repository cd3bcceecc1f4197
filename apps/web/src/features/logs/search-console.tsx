import type { ReactNode } from "react";
import { useMemo } from "react";
import type { LogLine } from "../../lib/trpc.ts";
import { CoverageLine } from "../../ui/coverage-line.tsx";
import type { LogDisplay } from "./display.ts";
import type { LogRow, LogRows } from "./live-lines.ts";
import { LogList } from "./log-list.tsx";
import { SearchProgress } from "./search-progress.tsx";
import type { LogSearch } from "./use-log-search.ts";

interface SearchConsoleProps {
  search: LogSearch;
  /** The search has a mistake, which is told where it is written. */
  isMistaken: boolean;
  onCancel: () => void;
  display: LogDisplay;
  narrow: boolean;
  withService: boolean;
  openKey: string | null;
  onOpen: (key: string | null, line: LogLine) => void;
  /** What stands where nothing was found. */
  empty: ReactNode;
}

/** What was found, the newest at the end as in a log file; scrolling up reads further back. */
export function SearchConsole({ search, isMistaken, onCancel, empty, ...list }: SearchConsoleProps) {
  const { lines, status, isOld } = search;
  const rows: LogRows = useMemo(() => lines.map((line): LogRow => ({ kind: "line", line })), [lines]);
  const isEmpty = lines.length === 0 && status === "done";
  return (
    <>
      <div className="border-t border-inner bg-panel">
        <CoverageLine coverage={search.coverage} />
        <SearchProgress search={search} isMistaken={isMistaken} onCancel={onCancel} />
      </div>
      {isEmpty ? (
        <div className="min-h-0 flex-1 overflow-y-auto border-y border-inner bg-background">{empty}</div>
      ) : (
        <div className={`flex min-h-0 flex-1 flex-col ${isOld ? "grayscale-80" : ""}`} aria-busy={isOld}>
          <LogList
            label="Lines found, the newest last"
            rows={rows}
            {...list}
            {...(status === "waiting" && !isOld && { onNearStart: search.goOn })}
          />
        </div>
      )}
    </>
  );
}
