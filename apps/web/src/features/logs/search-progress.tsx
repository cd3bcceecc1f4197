import { failureOf } from "../../lib/failure.ts";
import { figureText } from "../../lib/format.ts";
import { clockText, momentText } from "../../lib/time.ts";
import type { LogSearch } from "./use-log-search.ts";

interface SearchProgressProps {
  search: LogSearch;
  /** The search has a mistake, which is told where it is written. */
  isMistaken: boolean;
  onCancel: () => void;
}

/** How far a search came, and what to do about it. */
export function SearchProgress({ search, isMistaken, onCancel }: SearchProgressProps) {
  const { status, searchedTo, share, lines, isOld, error } = search;
  const shown = figureText(isOld ? 0 : lines.length, "count");
  const back = searchedTo === null ? "" : momentText(Date.parse(searchedTo), Date.now());
  switch (status) {
    case "searching":
      return (
        <Line busy share={share}>
          <span>
            {searchedTo === null || isOld
              ? "Searching …"
              : `Searched back to ${back} · ${figureText(share, "ratio")} · ${shown} found`}
          </span>
          <Button onClick={onCancel}>Cancel</Button>
        </Line>
      );
    case "cancelled":
      return (
        <Line share={share}>
          <span>
            Cancelled{back !== "" && !isOld && ` at ${back} · ${figureText(share, "ratio")} searched · ${shown} found`}
          </span>
          <Button onClick={search.goOn}>Go on</Button>
        </Line>
      );
    case "waiting":
      return (
        <Line>
          <span>
            The newest {shown}, back to {back}; scroll up for older
          </span>
          <Button onClick={search.goOn}>Load older</Button>
        </Line>
      );
    case "done":
      return (
        <Line>
          <span>
            {lines.length === 0 ? "Searched to the beginning of the period" : `All ${shown} of the period`}
            {search.startedAt > 0 && `, as of ${clockText(search.startedAt)}`}
          </span>
          <Button onClick={search.again}>Search again</Button>
        </Line>
      );
    case "failed": {
      if (isMistaken) return <Line>{lines.length > 0 && "These lines are of the search before."}</Line>;
      const { message, remedy } = failureOf(error);
      return (
        <Line>
          <span role="alert">
            <span className="text-warning">
              <span aria-hidden="true">▲</span> {message}
            </span>{" "}
            {remedy}
          </span>
          <Button onClick={search.goOn}>Try again</Button>
        </Line>
      );
    }
  }
}

function Line({ busy = false, share, children }: { busy?: boolean; share?: number; children: React.ReactNode }) {
  return (
    <div
      aria-busy={busy}
      data-progress
      className="figure relative flex min-h-7 flex-wrap items-center gap-x-4 gap-y-1 px-3 py-1 text-[12px] text-muted"
    >
      {children}
      {share !== undefined && (
        <span
          aria-hidden="true"
          className={`absolute bottom-0 left-0 h-0.5 ${busy ? "bg-accent" : "bg-muted"}`}
          style={{ width: `${share * 100}%` }}
        />
      )}
    </div>
  );
}

function Button({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button type="button" className="text-accent underline" onClick={onClick}>
      {children}
    </button>
  );
}
