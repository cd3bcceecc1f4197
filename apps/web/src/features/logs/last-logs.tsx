import { Link } from "@tanstack/react-router";
import { failureOf } from "../../lib/failure.ts";
import { logPlace } from "../../lib/log-place.ts";
import { momentText } from "../../lib/time.ts";
import type { LogLine } from "../../lib/trpc.ts";
import { LogLevel } from "../../ui/log-level.tsx";
import { MessageText } from "../../ui/message-text.tsx";
import { NameText } from "../../ui/name-text.tsx";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { timeTitle } from "./line-text.ts";

interface LastLogsProps {
  /** Newest first. */
  last: { lines: readonly LogLine[]; areGrave: boolean } | undefined;
  error: unknown;
  busy: boolean;
  withService: boolean;
}

/** Enough of a message for one line. */
const SHOWN = 300;

/** The last lines that ask for attention, each a way to its moment in the logs. */
export function LastLogs({ last, error, busy, withService }: LastLogsProps) {
  return (
    <Panel
      id="logs"
      title={last?.areGrave ? "Last warnings and errors" : "Last logs"}
      busy={busy || !last}
      aside={
        <Link
          to="/logs"
          search={({ service, refresh }) => ({ service, refresh, live: true as const })}
          className="text-[12px] text-accent hover:underline"
        >
          Follow live
        </Link>
      }
    >
      <Content last={last} error={error} withService={withService} />
    </Panel>
  );
}

function Content({ last, error, withService }: Omit<LastLogsProps, "busy">) {
  if (!last) {
    if (error) return <Note className="p-4" reason={failureOf(error).message} remedy={failureOf(error).remedy} />;
    return (
      <div className="p-3">
        <Skeleton className="h-32" />
      </div>
    );
  }
  if (last.lines.length === 0)
    return (
      <Note
        className="p-4"
        reason="Nothing was logged in this period."
        remedy="The page of logs says how a service sends them."
      />
    );
  return (
    <ol className="figure py-1 text-[12px]">
      {last.lines.toReversed().map((line) => (
        <li key={`${line.time} ${line.id}`}>
          <LastLine line={line} withService={withService} />
        </li>
      ))}
    </ol>
  );
}

const EDGE: Record<LogLine["level"], string> = {
  trace: "border-transparent",
  debug: "border-transparent",
  info: "border-transparent",
  warn: "border-warning",
  error: "border-critical",
  fatal: "border-critical",
};

function LastLine({ line, withService }: { line: LogLine; withService: boolean }) {
  const { id, time, level, message } = line;
  return (
    <Link
      to="/logs"
      search={({ service, period, from, to, refresh }) => ({
        service,
        period,
        from,
        to,
        refresh,
        around: id === null ? undefined : logPlace({ time, id }),
      })}
      className={`flex items-baseline gap-x-3 border-l-2 px-3 py-1 hover:bg-inner max-sm:flex-wrap ${EDGE[level]}`}
    >
      <span title={timeTitle(line)} className="shrink-0 whitespace-nowrap text-muted">
        {momentText(Date.parse(time), Date.now())}
      </span>
      <LogLevel level={level} className="w-16 shrink-0" />
      {withService && (
        <span className="flex w-24 shrink-0 text-muted">
          <NameText name={line.service} />
        </span>
      )}
      <span className="min-w-0 flex-1 truncate text-body max-sm:basis-full">
        <MessageText text={message.slice(0, SHOWN)} />
      </span>
    </Link>
  );
}
