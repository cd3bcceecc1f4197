import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { endpointAddress } from "../../lib/endpoint-address.ts";
import { figureText } from "../../lib/format.ts";
import { momentText, utcText } from "../../lib/time.ts";
import { traceAddress } from "../../lib/trace-address.ts";
import type { Trace, TraceRequest } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { Ago } from "../../ui/ago.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { StatusText } from "../../ui/status-text.tsx";
import { keptReason } from "./kept-reason.ts";

interface TraceHeaderProps {
  traceId: string;
  trace: Trace | undefined;
  /** Right of the name: what can be done with it. */
  aside?: ReactNode;
}

/** Which request this is, how it ended and how long it took, and the way back to the others. */
export function TraceHeader({ traceId, trace, aside }: TraceHeaderProps) {
  const first = trace?.requests[0];
  return (
    <header className="space-y-1.5">
      <p className="text-xs">
        <Link to="/traces" search={traceAddress} aria-label="Back to traces" className="text-accent hover:underline">
          <span aria-hidden="true">←</span> Traces
        </Link>
      </p>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <h1 className="figure flex min-w-0 flex-wrap items-baseline gap-x-3 text-lg wrap-anywhere text-bright">
          {first ? <RequestName request={first} /> : `Trace ${traceId.slice(0, 8)}`}
        </h1>
        {aside}
      </div>
      {trace && <Facts trace={trace} />}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
        <span>trace</span>
        <code className="figure break-all text-body select-all">{traceId}</code>
        <CopyButton text={traceId} what="trace id" />
      </div>
    </header>
  );
}

function RequestName({ request }: { request: TraceRequest }) {
  const { service, method, route, status, durationMs, aborted } = request;
  return (
    <>
      <Link
        to="/endpoint"
        search={(old) =>
          endpointAddress({ ...old, release: undefined, instance: undefined }, { service, method, route })
        }
        aria-label={visibleText(`Endpoint ${method} ${route}`)}
        className="min-w-0 hover:text-accent"
      >
        <span className="text-muted">{visibleText(method)}</span> <SafeText text={route} />
      </Link>{" "}
      <StatusText status={status} /> {aborted && <span className="text-sm text-muted">aborted by the client </span>}
      <span className="whitespace-nowrap">{figureText(durationMs, "ms")}</span>
    </>
  );
}

function Facts({ trace }: { trace: Trace }) {
  const first = trace.requests[0];
  const at = Date.parse(trace.time);
  return (
    <dl className="flex flex-wrap items-baseline gap-x-5 gap-y-1 text-xs">
      <Fact name="began">
        <time dateTime={trace.time} title={utcText(at)}>
          {momentText(at, Date.now())}
        </time>{" "}
        <span className="text-muted">
          (<Ago time={trace.time} />)
        </span>
      </Fact>
      {first && (
        <>
          <Fact name="service">
            <SafeText text={first.service} />
          </Fact>
          <Fact name="instance">
            <SafeText text={first.instance} />
          </Fact>
          {first.release !== "" && (
            <Fact name="release">
              <SafeText text={first.release} />
            </Fact>
          )}
          {first.environment !== "" && (
            <Fact name="environment">
              <SafeText text={first.environment} />
            </Fact>
          )}
          <Fact name="sent">{figureText(first.sentBytes, "bytes")}</Fact>
          <Fact name="kept">{keptReason(first.kept)}</Fact>
        </>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 items-baseline gap-1.5">
      <dt className="text-muted">{name}</dt>
      <dd className="figure min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}
