import { useState } from "react";
import { figureText } from "../../lib/format.ts";
import { namedTimeParts, TIME_PART_NAMES } from "../../lib/time-parts.ts";
import type { Trace, TraceRequest } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { PartsBar, PartsLegend } from "../../ui/parts-bar.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ValueList } from "../../ui/value-list.tsx";
import { baseOf, curlCommand, isRedacted } from "./curl.ts";

/** Where the time of the first request went. */
export function TimeBar({ request }: { request: TraceRequest }) {
  const parts = namedTimeParts(request.parts);
  return (
    <section aria-label="Where the time went" className="space-y-1.5 border border-inner bg-panel p-3">
      <PartsBar label="Where the time went" parts={parts} className="h-4!" />
      <PartsLegend names={TIME_PART_NAMES} parts={parts} />
    </section>
  );
}

/** What was asked for: address, headers, attributes, and how to ask again. One of several services' requests is chosen. */
export function RequestPanel({ trace }: { trace: Trace }) {
  const [chosen, setChosen] = useState(0);
  const request = trace.requests[chosen] ?? trace.requests[0];
  if (!request) return null;
  return (
    <Panel
      id="request"
      title="Request"
      aside={
        trace.requests.length > 1 && (
          <select
            aria-label="Request"
            className="control max-w-full"
            value={chosen}
            onChange={(event) => setChosen(Number(event.target.value))}
          >
            {trace.requests.map((each, at) => (
              <option key={each.id} value={at}>
                {visibleText(`${each.service}: ${each.method} ${each.route}`)} · {figureText(each.durationMs, "ms")}
              </option>
            ))}
          </select>
        )
      }
    >
      <div className="grid grid-cols-1 gap-x-6 gap-y-4 p-3 text-xs lg:grid-cols-2">
        <div className="min-w-0 space-y-4">
          <Part title="Address">
            <p className="figure wrap-anywhere text-bright">
              <span className="text-muted">{visibleText(request.method)}</span>{" "}
              {request.url === null ? (
                <span className="text-muted">its address is not known, only its route</span>
              ) : (
                <SafeText text={request.url} />
              )}
            </p>
          </Part>
          <Part title="Headers">
            {Object.keys(request.headers).length === 0 ? (
              <p className="text-muted">None are kept.</p>
            ) : (
              <ValueList
                label="Headers"
                values={request.headers}
                isQuiet={isRedacted}
                quietReason="Redacted before it left the service"
              />
            )}
          </Part>
          {Object.keys(request.attributes).length > 0 && (
            <Part title="Attributes">
              <ValueList label="Attributes of the request" values={request.attributes} />
            </Part>
          )}
        </div>
        <div className="min-w-0">
          <CurlPart request={request} />
        </div>
      </div>
    </Panel>
  );
}

const LOCAL = "http://localhost:3000";

function CurlPart({ request }: { request: TraceRequest }) {
  const [address, setAddress] = useState(LOCAL);
  const base = baseOf(address);
  const command = curlCommand(request, base ?? LOCAL);
  return (
    <Part title="As cURL">
      <div className="flex flex-wrap items-end gap-2">
        <label className="label flex min-w-0 flex-1 flex-col gap-1 text-muted">
          sent to
          <input
            type="url"
            className="control min-w-0"
            value={address}
            maxLength={512}
            spellCheck={false}
            aria-invalid={base === null}
            onChange={(event) => setAddress(event.target.value)}
          />
        </label>
        {base !== null && <CopyButton text={command} what="as cURL" label="Copy as cURL" />}
      </div>
      {base === null ? (
        <p role="alert" className="text-critical">
          That is no http address: {LOCAL}, for example.
        </p>
      ) : (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
          tabIndex={0}
          className="figure max-h-72 overflow-auto border border-inner bg-background p-2 leading-5"
        >
          {command}
        </pre>
      )}
    </Part>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="space-y-1.5">
      <h3 className="label text-muted">{title}</h3>
      {children}
    </div>
  );
}
