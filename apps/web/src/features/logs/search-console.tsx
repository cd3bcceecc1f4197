import type { ReactNode } from "react";
import { useMemo } from "react";
import type { LogLine } from "../../lib/trpc.ts";
import { CoverageLine } from "../../ui/coverage-line.tsx";
import type { LogDisplay } from "./display.ts";
import type { LogRow, LogRows } from "./live-lines.ts";
import { LogList } from "./log-list.tsx";
import { keyOfRow } from "./row-key.ts";
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
  /** A link named a line that lies further back than what was read: shows it among its neighbours. */
  onElsewhere: (key: string) => void;
}

/** What was found, the newest at the end as in a log file; scrolling up reads further back. */
export function SearchConsole({ search, isMistaken, onCancel, empty, onElsewhere, ...list }: SearchConsoleProps) {
  const { lines, status, isOld } = search;
  const rows: LogRows = useMemo(() => lines.map((line): LogRow => ({ kind: "line", line })), [lines]);
  const { openKey } = list;
  const isElsewhere = openKey !== null && !isOld && status !== "searching" && !hasLine(lines, openKey);
  const isEmpty = lines.length === 0 && status === "done";
  return (
    <>
      <div className="border-t border-inner bg-panel">
        <CoverageLine coverage={search.coverage} />
        <SearchProgress search={search} isMistaken={isMistaken} onCancel={onCancel} />
        {isElsewhere && (
          <p className="border-l-4 border-accent px-3 py-1 text-[12px]">
            The line that this link names is not among these.{" "}
            <button type="button" className="text-accent underline" onClick={() => onElsewhere(openKey)}>
              Show it
            </button>
          </p>
        )}
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

function hasLine(lines: readonly LogLine[], key: string): boolean {
  return lines.some((line, index) => keyOfRow({ kind: "line", line }, index) === key);
}
