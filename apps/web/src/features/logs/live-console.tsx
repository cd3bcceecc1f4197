import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import type { Connection } from "../../lib/follow.ts";
import { figureText } from "../../lib/format.ts";
import { isPressing } from "../../lib/keys.ts";
import type { LogLine } from "../../lib/trpc.ts";
import { ConnectionState } from "./connection-line.tsx";
import type { LogDisplay } from "./display.ts";
import type { LiveFeed } from "./live-feed.ts";
import { LogList } from "./log-list.tsx";

interface LiveConsoleProps {
  feed: LiveFeed;
  connection: Connection;
  display: LogDisplay;
  narrow: boolean;
  withService: boolean;
  openKey: string | null;
  onOpen: (key: string | null, line: LogLine | null) => void;
  /** Searches what is stored instead. */
  onSearch: () => void;
  /** What stands where no line is. */
  empty: ReactNode;
}

/** Lines as they come. It follows them until somebody scrolls up, opens a line or presses space, and then waits. */
export function LiveConsole(props: LiveConsoleProps) {
  const { feed, connection, display, narrow, withService, openKey, onOpen, onSearch, empty } = props;
  const view = useSyncExternalStore(feed.subscribe, feed.view);
  const { rows, isPaused, newLines, perSecond, isKnown } = view;
  const resume = () => {
    if (openKey !== null) onOpen(null, null);
    feed.resume();
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== " " || event.ctrlKey || event.metaKey || event.altKey || isPressing(event.target)) return;
      event.preventDefault();
      if (feed.view().isPaused) feed.resume();
      else feed.pause({ held: true });
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [feed]);

  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-inner bg-panel px-3 py-1.5">
        <ConnectionState connection={connection} perSecond={perSecond} onSearch={onSearch} />
        <span className="ml-auto flex flex-wrap items-center gap-2">
          <span className="figure text-[12px] text-muted">
            {figureText(rows.length, "count")} {rows.length === 1 ? "line" : "lines"}
          </span>
          <button
            type="button"
            className="control"
            aria-keyshortcuts="Space"
            onClick={() => (isPaused ? resume() : feed.pause({ held: true }))}
          >
            {isPaused ? "▶ Resume" : "❚❚ Pause"}
          </button>
          <button
            type="button"
            className="control"
            onClick={() => {
              if (openKey !== null) onOpen(null, null);
              feed.clear();
            }}
          >
            Clear
          </button>
        </span>
      </div>
      {rows.length === 0 ? (
        <div className="min-h-0 flex-1 overflow-y-auto border-y border-inner bg-background">
          {isKnown && connection.state === "live" && empty}
        </div>
      ) : (
        <LogList
          label="Lines, the newest last"
          rows={rows}
          display={display}
          narrow={narrow}
          withService={withService}
          following={!isPaused}
          onScrolledUp={() => feed.pause({ held: false })}
          onScrolledToEnd={() => feed.endReached()}
          onEnd={resume}
          openKey={openKey}
          onOpen={(key, line) => {
            if (key !== null) feed.pause({ held: true });
            onOpen(key, line);
          }}
          renderMissed={(count) => (
            <span className="text-warning">
              {figureText(count, "count")} lines were too many for this connection; they are stored:{" "}
              <button type="button" className="text-accent underline" onClick={onSearch}>
                search
              </button>
            </span>
          )}
        />
      )}
      {isPaused && (
        <div className="relative">
          <button
            type="button"
            onClick={resume}
            className="control absolute bottom-2 left-1/2 -translate-x-1/2 border-accent! bg-accent! text-background!"
          >
            <span aria-hidden="true">▼</span>{" "}
            {newLines > 0 ? `${figureText(newLines, "count")} new ${newLines === 1 ? "line" : "lines"}` : "Follow"}
          </button>
        </div>
      )}
    </>
  );
}
