import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { figureText } from "../../lib/format.ts";
import { traceAddress } from "../../lib/trace-address.ts";
import type { EndpointDetail } from "../../lib/trpc.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";

type Statement = EndpointDetail["statements"][number];

interface StatementsPanelProps {
  statements: readonly Statement[];
  /** Waits for SQL that were counted. */
  sqlCount: number;
  busy: boolean;
}

/** The SQL that the endpoint runs: many calls per request is one query per row, and is seen here. */
export function StatementsPanel({ statements, sqlCount, busy }: StatementsPanelProps) {
  const total = statements.reduce((sum, { totalMs }) => sum + totalMs, 0);
  return (
    <Panel
      id="statements"
      title="Statements"
      busy={busy}
      aside={<span className="text-[11px] text-muted">the most time first · share of the time of all statements</span>}
    >
      {statements.length === 0 ? (
        <Note className="p-4 text-xs" {...emptyReason(sqlCount)} />
      ) : (
        <ScrollBox label="Table of statements" className={busy ? "grayscale-80" : ""}>
          <table className="w-full min-w-2xl table-fixed border-collapse text-xs">
            <thead>
              <tr className="label text-right text-muted">
                <th scope="col" className="px-3 py-2 text-left font-normal">
                  Statement
                </th>
                <Head className="w-28">Per request</Head>
                <Head>Calls</Head>
                <Head>Mean</Head>
                <Head>Total</Head>
                <Head>Share</Head>
              </tr>
            </thead>
            <tbody>
              {statements.map((statement) => (
                <StatementRow key={statement.fingerprint} statement={statement} total={total} />
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </Panel>
  );
}

function StatementRow({ statement, total }: { statement: Statement; total: number }) {
  const { fingerprint, text, calls, callsPerRequest, avgMs, totalMs } = statement;
  const [open, setOpen] = useState(false);
  const textId = `statement-${fingerprint}`;
  return (
    <>
      <tr data-statement={fingerprint} className="border-t border-inner hover:bg-inner/40">
        <th scope="row" className="px-3 py-1 text-left font-normal">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={open ? textId : undefined}
            onClick={() => setOpen(!open)}
            className="figure flex w-full gap-1.5 text-left text-body hover:text-bright"
          >
            <span aria-hidden="true">{open ? "▾" : "▸"}</span>
            <span className="truncate">
              <SafeText text={oneLine(text)} />
            </span>
          </button>
        </th>
        <Cell className="text-bright">{`${figureText(callsPerRequest, "none")}\u202f×`}</Cell>
        <Cell>{figureText(calls, "count")}</Cell>
        <Cell>{figureText(avgMs, "ms")}</Cell>
        <Cell>{figureText(totalMs, "ms")}</Cell>
        <Cell>{figureText(total > 0 ? totalMs / total : null, "ratio")}</Cell>
      </tr>
      {open && (
        <tr>
          <td colSpan={6} className="px-3 pb-3">
            {/* As wide as the screen and not as the table, which is wider on a phone. */}
            <div
              id={textId}
              className="sticky left-3 flex w-[min(100%,calc(100vw-3.5rem))] items-start gap-3 border-l-2 border-inner pl-3"
            >
              <code className="figure min-w-0 flex-1 leading-5 wrap-anywhere whitespace-pre-wrap text-bright">
                <SafeText text={text} lines />
              </code>
              <div className="flex flex-col items-end gap-2">
                <CopyButton text={text} what="statement" />
                <Link
                  to="/traces"
                  search={(old) => ({ ...traceAddress(old), query: `statement:${fingerprint}` })}
                  className="text-accent hover:underline"
                >
                  traces with it
                </Link>
              </div>
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

function Head({ className = "w-22", children }: { className?: string; children: string }) {
  return (
    <th scope="col" className={`px-3 py-2 font-normal whitespace-nowrap ${className}`}>
      {children}
    </th>
  );
}

function Cell({ className = "", children }: { className?: string; children: string }) {
  return <td className={`figure px-3 py-1.5 text-right whitespace-nowrap ${className}`}>{children}</td>;
}

/** More than this is never seen on one line. */
const LONGEST_LINE = 300;

/** In one line its layout would only take room. Not cut within a pair of surrogates. */
function oneLine(text: string): string {
  const line = text.replace(/[ \t\r\n]+/g, " ").trim();
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE).replace(/[\ud800-\udbff]$/, "")}…` : line;
}

function emptyReason(sqlCount: number): { reason: string; remedy?: string } {
  if (sqlCount > 0) return { reason: "It waited for SQL, but its statements are not known for this period." };
  return { reason: "No SQL was seen.", remedy: "It runs none, or through a client that is not watched." };
}
