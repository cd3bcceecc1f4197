import { Link } from "@tanstack/react-router";
import { figureText } from "../../lib/format.ts";
import { clockText, utcText } from "../../lib/time.ts";
import { traceAddress } from "../../lib/trace-address.ts";
import type { Span, Trace } from "../../lib/trpc.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { LogLevel } from "../../ui/log-level.tsx";
import { MessageText } from "../../ui/message-text.tsx";
import { shareText } from "../../ui/parts.ts";
import { SafeText } from "../../ui/safe-text.tsx";
import { StackBox } from "../../ui/stack-box.tsx";
import { ValueList } from "../../ui/value-list.tsx";
import { StatementText } from "./statement-text.tsx";
import { kindWord } from "./step-look.ts";
import type { GapRow, LogRow, WaterfallRow } from "./waterfall.ts";

/** All that is known of one row of the waterfall. */
export function StepDetails({ row, trace }: { row: WaterfallRow; trace: Trace }) {
  switch (row.kind) {
    case "span":
      return <SpanDetails span={row.span} trace={trace} />;
    case "gap":
      return <GapDetails row={row} trace={trace} />;
    case "log":
      return <LogDetails row={row} />;
  }
}

function SpanDetails({ span, trace }: { span: Span; trace: Trace }) {
  const repeated = trace.repeated.find(
    ({ fingerprint, service }) => fingerprint === span.statement?.fingerprint && service === span.service,
  );
  return (
    <div className="space-y-3">
      <h3 className="figure wrap-anywhere text-bright">
        <span className="text-muted">{kindWord(span.kind)}</span> <SafeText text={span.name} />
      </h3>
      {span.error !== null && (
        <p className="border-l-4 border-critical bg-background px-2 py-1 wrap-anywhere">
          <span className="text-critical">
            <span aria-hidden="true">■</span> failed
          </span>{" "}
          <SafeText text={span.error} className="figure text-bright" />
        </p>
      )}
      {span.statement && (
        <div className="space-y-1">
          <StatementText text={span.statement.text} />
          {repeated && repeated.calls > 1 && (
            <p className="text-muted">
              One of <span className="figure text-bright">{figureText(repeated.calls, "count")}</span> runs,{" "}
              <span className="figure text-bright">{figureText(repeated.totalMs, "ms")}</span> together.
            </p>
          )}
          <Link
            to="/traces"
            search={(old) => ({ ...traceAddress(old), query: `statement:${span.statement?.fingerprint}` })}
            className="text-accent hover:underline"
          >
            Traces with this statement
          </Link>
        </div>
      )}
      <Times row={span} trace={trace} />
      {Object.keys(span.attributes).length > 0 && (
        <div className="space-y-1">
          <h4 className="label text-muted">Attributes</h4>
          <ValueList label="Attributes of the step" values={span.attributes} />
        </div>
      )}
    </div>
  );
}

function GapDetails({ row, trace }: { row: GapRow; trace: Trace }) {
  return (
    <div className="space-y-3">
      <h3 className="text-bright">own code</h3>
      <p>
        {row.isUnsure
          ? "No step that is kept ran in this time: the service's own code did, or steps that are not kept."
          : "No wait and no named step ran in this time: the service's own code did, or something that is not watched."}
      </p>
      <Times row={row} trace={trace} />
    </div>
  );
}

function LogDetails({ row: { log, startMs } }: { row: LogRow }) {
  return (
    <div className="space-y-3">
      <p className="flex flex-wrap items-baseline gap-x-3 text-muted">
        <LogLevel level={log.level} />
        <span className="figure">{offsetText(startMs)}</span>
        <time dateTime={log.time} title={utcText(Date.parse(log.time))} className="figure">
          {clockText(Date.parse(log.time))}
        </time>
        <SafeText text={log.service} className="figure" />
      </p>
      <p className="figure wrap-anywhere whitespace-pre-wrap text-bright">
        <MessageText text={log.message} lines />
        {log.cutCharacters > 0 && (
          <span className="text-muted"> … {figureText(log.cutCharacters, "count")} more characters were cut</span>
        )}
      </p>
      <CopyButton text={log.message} what="message" />
      {log.errors.map((error, at) => (
        <div key={at} className="space-y-1">
          <p className="figure wrap-anywhere">
            {at > 0 && <span className="text-muted">caused by </span>}
            <SafeText text={error.type} className="text-critical" />: <SafeText text={error.message} />
          </p>
          <StackBox message={error.message} stack={error.stack} />
        </div>
      ))}
      {Object.keys(log.attributes).length > 0 && <ValueList label="Attributes of the log" values={log.attributes} />}
    </div>
  );
}

function Times({ row, trace }: { row: { startMs: number; durationMs: number; service: string }; trace: Trace }) {
  const { startMs, durationMs, service } = row;
  const facts = [
    { name: "took", text: figureText(durationMs, "ms") },
    { name: "of the trace", text: shareText(trace.durationMs > 0 ? durationMs / trace.durationMs : 1) },
    { name: "from", text: offsetText(startMs) },
    { name: "to", text: offsetText(startMs + durationMs) },
  ];
  const at = Date.parse(trace.time) + startMs;
  return (
    <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-0.5">
      {facts.map(({ name, text }) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="figure text-bright">{text}</dd>
        </div>
      ))}
      <dt className="text-muted">at</dt>
      <dd className="figure" title={utcText(at)}>
        {clockText(at)}
      </dd>
      <dt className="text-muted">service</dt>
      <dd className="figure wrap-anywhere">
        <SafeText text={service} />
      </dd>
    </dl>
  );
}

/** `+12.3 ms` since the beginning of the trace. */
function offsetText(ms: number): string {
  return `${ms < 0 ? "" : "+"}${figureText(ms, "ms")}`;
}
