import { failureOf } from "../../lib/failure.ts";
import type { Anomaly } from "../../lib/trpc.ts";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { AnomalyRow } from "./anomaly-row.tsx";

interface AnomaliesPanelProps {
  anomalies: readonly Anomaly[] | undefined;
  error: unknown;
  busy: boolean;
}

/** What was not as expected in the period; nothing at all where all of it was. */
export function AnomaliesPanel({ anomalies, error, busy }: AnomaliesPanelProps) {
  if (!anomalies && error) {
    const { message, remedy } = failureOf(error);
    return (
      <Panel id="anomalies" title="Anomalies">
        <Note className="p-3" reason={message} remedy={remedy} />
      </Panel>
    );
  }
  if (!anomalies || anomalies.length === 0) return null;
  const open = anomalies.filter(({ endedAt }) => endedAt === null).length;
  return (
    <Panel
      id="anomalies"
      title="Anomalies"
      busy={busy}
      aside={<span className="figure text-xs text-muted">{countText(open, anomalies.length - open)}</span>}
    >
      <ScrollBox label="Table of anomalies" className={`max-h-72 ${busy ? "grayscale-80" : ""}`}>
        <table className="w-full min-w-2xl border-collapse text-xs">
          <thead>
            <tr className="label text-left text-muted">
              <Head>State</Head>
              <Head>What and where</Head>
              <Head className="text-right">Worst</Head>
              <Head className="text-right">Expected</Head>
              <Head className="text-right">Change</Head>
              <Head>Since</Head>
              <Head>For</Head>
            </tr>
          </thead>
          <tbody>
            {anomalies.map((anomaly) => (
              <AnomalyRow key={anomaly.id} anomaly={anomaly} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Panel>
  );
}

function countText(open: number, over: number): string {
  const parts = [open > 0 && `${open} going on`, over > 0 && `${over} over`];
  return parts.filter(Boolean).join(" · ");
}

function Head({ className = "", children }: { className?: string; children: string }) {
  return (
    <th scope="col" className={`px-3 py-1.5 font-normal whitespace-nowrap ${className}`}>
      {children}
    </th>
  );
}
