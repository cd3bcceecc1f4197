import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { failureOf } from "../../lib/failure.ts";
import { figureText } from "../../lib/format.ts";
import { clockText, utcText } from "../../lib/time.ts";
import type { LogLine, Trace } from "../../lib/trpc.ts";
import { LogLevel, levelText } from "../../ui/log-level.tsx";
import { MessageText } from "../../ui/message-text.tsx";
import { NameText } from "../../ui/name-text.tsx";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { StackBox } from "../../ui/stack-box.tsx";
import { ValueList } from "../../ui/value-list.tsx";
import { logCountOf, logPeriodOf, type TraceLogs } from "./trace.query.ts";
import { logId, momentOf } from "./waterfall.ts";

interface TraceLogsPanelProps {
  trace: Trace;
  logs: TraceLogs | undefined;
  error: unknown;
}

/** What was logged in the trace, in order, each with how long after its beginning. */
export function TraceLogsPanel({ trace, logs, error }: TraceLogsPanelProps) {
  const count = logCountOf(trace);
  return (
    <Panel
      id="logs"
      title="Logs"
      busy={count > 0 && !logs && !error}
      aside={
        <span className="flex flex-wrap gap-x-4 text-xs text-muted">
          {count > 0 && (
            <span className="figure">
              {figureText(count, "count")} {count === 1 ? "line" : "lines"}
            </span>
          )}
          <Link
            to="/logs"
            search={({ refresh }) => ({ refresh, query: `trace:${trace.traceId}`, ...logPeriodOf(trace) })}
            className="text-accent hover:underline"
          >
            in the log console
          </Link>
        </span>
      }
    >
      {count === 0 ? (
        <Note className="p-3 text-xs" reason="Nothing was logged in this trace." />
      ) : logs ? (
        <Lines trace={trace} logs={logs} />
      ) : error ? (
        <Note className="p-3 text-xs" reason={failureOf(error).message} remedy={failureOf(error).remedy} />
      ) : (
        <div className="p-3">
          <Skeleton className="h-24" />
        </div>
      )}
    </Panel>
  );
}

const MANY = 100;
/** Of a message, characters, before all of it is asked for. */
const LONGEST = 1_000;

const Lines = memo(function Lines({ trace, logs }: { trace: Trace; logs: TraceLogs }) {
  const withService = new Set(logs.lines.map(({ service }) => service)).size > 1;
  return (
    <>
      {logs.isCut && (
        <Note
          className="border-b border-inner px-3 py-2 text-xs"
          reason={`The last ${figureText(logs.lines.length, "count")} lines.`}
          remedy="The log console has all of them."
        />
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls, and a section would be a landmark. */}
      <div
        role="group"
        aria-label="Lines of the trace"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        className="max-h-[36rem] overflow-y-auto"
      >
        <ol className="text-xs">
          {logs.lines.map((log) => (
            <Line
              key={logId(log)}
              log={log}
              offsetMs={momentOf(log, trace)}
              withService={withService}
              isOneOfMany={logs.lines.length > MANY}
            />
          ))}
        </ol>
      </div>
    </>
  );
});

interface LineProps {
  log: LogLine;
  offsetMs: number;
  withService: boolean;
  /** Of many, only those in sight are laid out. */
  isOneOfMany: boolean;
}

function Line({ log, offsetMs, withService, isOneOfMany }: LineProps) {
  const isLong = log.message.length > LONGEST;
  const hasMore = isLong || log.errors.length > 0 || Object.keys(log.attributes).length > 0;
  const at = Date.parse(log.time);
  return (
    <li
      data-log={log.level}
      className={`border-inner px-3 py-1 not-first:border-t ${isOneOfMany ? "[contain-intrinsic-height:auto_27px] [content-visibility:auto]" : ""}`}
    >
      <div className="flex flex-wrap items-baseline gap-x-3">
        <time
          dateTime={log.time}
          title={`${clockText(at)} · ${utcText(at)}`}
          className="figure w-20 shrink-0 whitespace-nowrap text-muted sm:text-right"
        >
          {offsetMs < 0 ? "" : "+"}
          {figureText(offsetMs, "ms")}
        </time>
        <LogLevel level={log.level} className="w-14 shrink-0" />
        {withService && <NameText name={log.service} className="figure max-w-32 shrink-0 text-muted" />}
        <p
          className={`figure min-w-0 flex-1 wrap-anywhere whitespace-pre-wrap max-sm:basis-full ${levelText(log.level)}`}
        >
          <MessageText text={isLong ? `${log.message.slice(0, LONGEST)}…` : log.message} lines />
          {log.cutCharacters > 0 && (
            <span className="text-muted">
              {isLong ? " and" : " …"} {figureText(log.cutCharacters, "count")} more characters that were cut
            </span>
          )}
        </p>
      </div>
      {hasMore && (
        <details className="sm:pl-[9.75rem]">
          <summary className="w-fit text-muted hover:text-bright">{moreText(log)}</summary>
          <div className="space-y-2 py-1">
            {isLong && (
              <p className="figure wrap-anywhere whitespace-pre-wrap">
                <MessageText text={log.message} lines />
              </p>
            )}
            {log.errors.map((error, place) => (
              <div key={place} className="space-y-1">
                <p className="figure wrap-anywhere">
                  {place > 0 && <span className="text-muted">caused by </span>}
                  <MessageText text={`${error.type}: ${error.message}`} lines />
                </p>
                <StackBox message={`${error.type}: ${error.message}`} stack={error.stack} />
              </div>
            ))}
            <ValueList label="Attributes of the log" values={log.attributes} />
          </div>
        </details>
      )}
    </li>
  );
}

function moreText({ message, errors, attributes }: LogLine): string {
  const names = Object.keys(attributes).length;
  const parts = [
    message.length > LONGEST && `all ${figureText(message.length, "count")} characters`,
    errors.length > 0 &&
      (errors.length === 1
        ? "error with stack"
        : `error with ${errors.length - 1} ${errors.length === 2 ? "cause" : "causes"}`),
    names > 0 && `${names} ${names === 1 ? "attribute" : "attributes"}`,
  ];
  return parts.filter(Boolean).join(", ");
}
