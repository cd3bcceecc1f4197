import { Link } from "@tanstack/react-router";
import { type ComponentProps, memo } from "react";
import { figureText } from "../../lib/format.ts";
import { momentText, utcText } from "../../lib/time.ts";
import { namedTimeParts } from "../../lib/time-parts.ts";
import { traceAddress } from "../../lib/trace-address.ts";
import type { KeptRequest } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { NameText } from "../../ui/name-text.tsx";
import { PartsBar } from "../../ui/parts-bar.tsx";
import { PathText } from "../../ui/path-text.tsx";
import { StatusText } from "../../ui/status-text.tsx";
import { ROW_HEIGHT } from "./request-columns.ts";

interface RequestRowProps {
  request: KeptRequest;
  /** Counted from the row of headings, which is 1. */
  position: number;
  /** The one row that Tab reaches; arrow keys lead from it to the others. */
  active: boolean;
  onFocus: (id: string) => void;
}

/** Why it was kept, in a word. */
const KEPT = { error: "error", slow: "slow", sample: "sample" } as const;

/** A kept request as a row of the table. A scroll by one row draws that row alone. */
export const RequestRow = memo(function RequestRow({ request, position, active, onFocus }: RequestRowProps) {
  const { id, durationMs, status, aborted, parts, kept, errorType, traceId } = request;
  return (
    <tr
      aria-rowindex={position}
      data-request={id}
      className="group relative hover:bg-inner/40 [&>*]:border-b [&>*]:border-inner"
      style={{ height: ROW_HEIGHT.wide }}
    >
      <Cell>
        <Moment time={request.time} />
      </Cell>
      <Cell className="text-right text-bright">{figureText(durationMs, "ms")}</Cell>
      <Cell>
        <StatusText status={status} />
        {aborted && <Aborted />}
      </Cell>
      <th scope="row" className="figure px-3 text-left font-normal">
        <RequestLink request={request} tabIndex={active ? 0 : -1} onFocus={() => onFocus(id)} />
      </th>
      <Cell>
        <PartsBar label="Where its time went" parts={namedTimeParts(parts)} />
      </Cell>
      <Cell className="text-muted">{KEPT[kept]}</Cell>
      <Cell>
        {errorType === null ? <span className="text-muted">–</span> : <NameText name={errorType} className="block" />}
      </Cell>
      <Cell>
        <NameText name={fromText(request)} className="block text-muted" />
      </Cell>
      <Cell>
        <TraceDigits traceId={traceId} />
      </Cell>
    </tr>
  );
});

/** The same on a phone: three short lines. */
export const RequestCard = memo(function RequestCard({ request, active, onFocus }: RequestRowProps) {
  const { id, durationMs, status, aborted, parts, kept, errorType, traceId } = request;
  return (
    <li
      data-request={id}
      className="relative flex flex-col justify-center gap-1 border-b border-inner px-3 text-xs"
      style={{ height: ROW_HEIGHT.narrow }}
    >
      <div className="figure flex items-baseline gap-3">
        <StatusText status={status} />
        <span className="text-bright">{figureText(durationMs, "ms")}</span>
        {aborted && <Aborted />}
        <span className="ml-auto whitespace-nowrap text-muted">
          <Moment time={request.time} />
        </span>
      </div>
      <RequestLink request={request} tabIndex={active ? 0 : -1} onFocus={() => onFocus(id)} />
      <div className="flex items-center gap-3">
        <PartsBar label="Where its time went" parts={namedTimeParts(parts)} className="w-24 shrink-0" />
        <span className="min-w-0 flex-1 truncate text-[11px] text-muted">
          {KEPT[kept]}
          {errorType !== null && ` · ${visibleText(errorType)}`} · {visibleText(request.service)}
        </span>
        <TraceDigits traceId={traceId} />
      </div>
    </li>
  );
});

interface RequestLinkProps extends Pick<ComponentProps<"a">, "tabIndex" | "onFocus"> {
  request: KeptRequest;
}

/** The name of the request, and the way to its page from anywhere in its row. */
function RequestLink({ request, ...rest }: RequestLinkProps) {
  const { traceId, method, route, status, durationMs, service } = request;
  return (
    <Link
      to="/traces/$traceId"
      params={{ traceId }}
      search={traceAddress}
      aria-label={visibleText(`${method} ${route}, ${status}, ${figureText(durationMs, "ms")}, ${service}`)}
      className="figure flex min-w-0 items-baseline gap-1.5 text-bright -outline-offset-2 group-hover:text-accent after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
      {...rest}
    >
      <span className="shrink-0 text-muted">{visibleText(method)}</span>
      <PathText path={route} />
    </Link>
  );
}

function TraceDigits({ traceId }: { traceId: string }) {
  return (
    <span title={traceId} className="figure border border-edge px-1 text-[11px] text-muted">
      {traceId.slice(0, 8)}
    </span>
  );
}

function Moment({ time }: { time: string }) {
  const at = Date.parse(time);
  return (
    <time dateTime={time} title={utcText(at)}>
      {momentText(at, Date.now())}
    </time>
  );
}

function Aborted() {
  return <span className="text-muted"> aborted</span>;
}

/** `shop · shop-1 · r12` */
function fromText({ service, instance, release }: KeptRequest): string {
  return [service, instance, release].filter((name) => name !== "").join(" · ");
}

function Cell({ className = "", children }: { className?: string; children: React.ReactNode }) {
  return <td className={`figure overflow-hidden px-3 whitespace-nowrap ${className}`}>{children}</td>;
}
