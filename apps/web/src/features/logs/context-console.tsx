import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { failureOf } from "../../lib/failure.ts";
import { logPlace } from "../../lib/log-place.ts";
import { preciseClockText } from "../../lib/time.ts";
import { type LogCursor, type LogLine, trpc } from "../../lib/trpc.ts";
import { Choices } from "../../ui/choices.tsx";
import { Note } from "../../ui/note.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import type { LogDisplay } from "./display.ts";
import type { LogRow, LogRows } from "./live-lines.ts";
import { LogList } from "./log-list.tsx";

interface ContextConsoleProps {
  at: LogCursor;
  display: LogDisplay;
  narrow: boolean;
  openKey: string | null;
  onOpen: (key: string | null, line: LogLine) => void;
  onBack: () => void;
  /** Searches all services around a moment, ms. */
  onMoment: (time: number) => void;
}

const REACHES = [20, 50, 200] as const;

/** A line among what the same instance logged before and after it, whatever is searched for. */
export function ContextConsole({ at, display, narrow, openKey, onOpen, onBack, onMoment }: ContextConsoleProps) {
  const [reach, setReach] = useState<number>(REACHES[0]);
  const { data, error } = useQuery({
    ...trpc.logs.context.queryOptions({ ...at, lines: reach }),
    placeholderData: keepPreviousData,
  });
  const rows: LogRows = useMemo(
    () => (data ? [...data.before, data.line, ...data.after] : []).map((line): LogRow => ({ kind: "line", line })),
    [data],
  );
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-inner bg-panel px-3 py-1.5 text-[12px]">
        <button type="button" className="control" onClick={onBack}>
          ← Back
        </button>
        {data && (
          <span className="min-w-0 text-muted">
            Around <span className="figure text-bright">{preciseClockText(Date.parse(at.time))}</span>: all that{" "}
            <SafeText text={data.line.instance} dir="ltr" className="figure text-body" /> logged
          </span>
        )}
        <span className="ml-auto flex flex-wrap items-center gap-2">
          <Choices
            label="Lines before and after"
            options={REACHES}
            selected={reach}
            onSelect={setReach}
            text={(lines) => `± ${lines}`}
          />
          <button type="button" className="control" onClick={() => onMoment(Date.parse(at.time))}>
            All logs of these minutes
          </button>
        </span>
      </div>
      {data ? (
        <LogList
          key={`${at.id} ${reach}`}
          label="Lines around the one that was chosen"
          rows={rows}
          display={display}
          narrow={narrow}
          withService={false}
          openKey={openKey}
          onOpen={onOpen}
          hereKey={logPlace(at)}
        />
      ) : error ? (
        <Note
          className="flex-1 border-y border-inner p-4"
          reason={failureOf(error).message}
          remedy={failureOf(error).remedy}
        />
      ) : (
        <div className="flex-1 border-y border-inner p-3">
          <Skeleton className="h-48" />
        </div>
      )}
    </>
  );
}
