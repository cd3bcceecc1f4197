import { Link } from "@tanstack/react-router";
import { endpointQuery } from "../../lib/endpoint-query.ts";
import { figureText } from "../../lib/format.ts";
import { momentText, utcText } from "../../lib/time.ts";
import { namedTimeParts, TIME_PART_NAMES } from "../../lib/time-parts.ts";
import { traceAddress } from "../../lib/trace-address.ts";
import type { EndpointDetail, Loss } from "../../lib/trpc.ts";
import { ExportLinks } from "../../ui/export-links.tsx";
import { NameText } from "../../ui/name-text.tsx";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { PartsBar, PartsLegend } from "../../ui/parts-bar.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { StatusText } from "../../ui/status-text.tsx";
import { TraceLink } from "../../ui/trace-link.tsx";
import { type ExemplarKind, emptyExemplars } from "./exemplar-reasons.ts";

type Exemplar = EndpointDetail["exemplars"]["slowest"][number];

interface ExemplarsPanelProps {
  endpoint: EndpointDetail["endpoint"];
  exemplars: EndpointDetail["exemplars"];
  /** Requests with an error, be it their status or one that was recorded of them. */
  failedCount: number;
  losses: readonly Loss[];
  /** When the period ended, ISO 8601. */
  to: string;
  busy: boolean;
  exports: { csv: string; json: string };
}

const KINDS: readonly { kind: ExemplarKind; title: string; hint: string }[] = [
  { kind: "slowest", title: "Slowest", hint: "those that took longest" },
  { kind: "failing", title: "Failing", hint: "the newest first" },
  { kind: "typical", title: "Typical", hint: "of a fair sample, those nearest to P50" },
];

/** Single requests that were kept whole, to see what a figure is made of. */
export function ExemplarsPanel({ endpoint, exemplars, failedCount, losses, to, busy, exports }: ExemplarsPanelProps) {
  const known = { failedCount, losses, endedMs: Date.now() - Date.parse(to) };
  return (
    <Panel
      id="requests"
      title="Requests kept as examples"
      busy={busy}
      aside={
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <PartsLegend names={TIME_PART_NAMES} />
          <Link
            to="/traces"
            search={(old) => ({ ...traceAddress(old), query: endpointQuery(endpoint) })}
            className="text-xs text-accent hover:underline"
          >
            search all that are kept
          </Link>
          <ExportLinks what="Requests" {...exports} />
        </div>
      }
    >
      <div className={busy ? "grayscale-80" : ""}>
        {KINDS.map(({ kind, title, hint }) => (
          <section key={kind} aria-labelledby={`${kind}-heading`} className="border-inner not-first:border-t">
            <h3 id={`${kind}-heading`} className="label px-3 pt-2.5 pb-1 text-body">
              {title} <span className="text-muted normal-case">{hint}</span>
            </h3>
            {exemplars[kind].length === 0 ? (
              <Note className="px-3 pb-3 text-xs" {...emptyExemplars(kind, known)} />
            ) : (
              <ScrollBox label={`Table of the ${title.toLowerCase()} requests`}>
                <ExemplarTable exemplars={exemplars[kind]} title={title} />
              </ScrollBox>
            )}
          </section>
        ))}
      </div>
    </Panel>
  );
}

/** The three tables have the same widths, so that their columns stand below one another. */
function ExemplarTable({ exemplars, title }: { exemplars: readonly Exemplar[]; title: string }) {
  const now = Date.now();
  return (
    <table className="figure mb-1 w-full min-w-4xl table-fixed border-collapse text-xs">
      <caption className="sr-only">{title} requests</caption>
      <thead>
        <tr className="label text-left font-sans text-muted">
          <Head className="w-32">Time</Head>
          <Head className="w-24 text-right">Duration</Head>
          <Head className="w-32">Status</Head>
          <Head className="w-40">Where it went</Head>
          <Head>Error</Head>
          <Head>Instance</Head>
          <Head className="w-32">Release</Head>
          <Head className="w-28">Trace</Head>
        </tr>
      </thead>
      <tbody>
        {exemplars.map((exemplar) => (
          <tr
            key={`${exemplar.traceId}${exemplar.time}`}
            data-trace={exemplar.traceId}
            className="border-t border-inner hover:bg-inner/40"
          >
            <td className="px-3 py-1 whitespace-nowrap">
              <time dateTime={exemplar.time} title={utcText(Date.parse(exemplar.time))}>
                {momentText(Date.parse(exemplar.time), now)}
              </time>
            </td>
            <td className="px-3 text-right whitespace-nowrap text-bright">{figureText(exemplar.durationMs, "ms")}</td>
            <td className="truncate px-3">
              <StatusText status={exemplar.status} />
              {exemplar.aborted && <span className="text-muted"> aborted</span>}
            </td>
            <td className="px-3">
              <PartsBar label="Where its time went" parts={namedTimeParts(exemplar.timeParts)} />
            </td>
            <td className="px-3">
              <Cut text={exemplar.error?.type ?? ""} />
            </td>
            <td className="px-3">
              <Cut text={exemplar.instance} />
            </td>
            <td className="px-3">
              <Cut text={exemplar.release} />
            </td>
            <td className="px-3 whitespace-nowrap">
              <TraceLink traceId={exemplar.traceId} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Head({ className = "", children }: { className?: string; children: string }) {
  return (
    <th scope="col" className={`px-3 py-1 font-normal whitespace-nowrap ${className}`}>
      {children}
    </th>
  );
}

function Cut({ text }: { text: string }) {
  return text === "" ? <span className="text-muted">–</span> : <NameText name={text} className="block" />;
}
