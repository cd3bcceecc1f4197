import { figureText } from "../../lib/format.ts";
import { useNow } from "../../lib/now.ts";
import { ageText, momentText, utcText } from "../../lib/time.ts";
import type { Alert } from "../../lib/trpc.ts";
import { SafeText } from "../../ui/safe-text.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { resolutionText } from "./resolution.ts";

interface HistoryTableProps {
  /** Newest first. */
  alerts: readonly Alert[];
  openId: number | undefined;
  onOpen: (id: number | undefined) => void;
}

export function HistoryTable({ alerts, openId, onOpen }: HistoryTableProps) {
  const now = useNow();
  return (
    <ScrollBox label="Table of alerts">
      <table className="w-full min-w-3xl border-collapse text-xs">
        <caption className="sr-only">Alerts of the period</caption>
        <thead>
          <tr className="label text-left text-muted">
            <Head>Opened</Head>
            <Head>Severity</Head>
            <Head>Alert</Head>
            <Head right>Lasted</Head>
            <Head right>Worst</Head>
            <Head>How it ended</Head>
            <Head>Looked at by</Head>
          </tr>
        </thead>
        <tbody>
          {alerts.map((alert) => {
            const { id, severity, text, openedAt, since, resolvedAt, worstValue, rule, acknowledgedBy, note } = alert;
            const isOpen = id === openId;
            return (
              <tr
                key={id}
                data-alert={id}
                className={`border-t border-inner align-baseline ${isOpen ? "bg-inner" : "hover:bg-inner/40"}`}
              >
                <td className="figure px-3 py-1.5 whitespace-nowrap">
                  <time dateTime={openedAt} title={utcText(Date.parse(openedAt))}>
                    {momentText(Date.parse(openedAt), now)}
                  </time>
                </td>
                <td className="figure px-3 whitespace-nowrap">
                  <StateMark state={severity} />
                </td>
                <td className="min-w-56 px-3 wrap-anywhere">
                  <button
                    type="button"
                    aria-pressed={isOpen}
                    onClick={() => onOpen(isOpen ? undefined : id)}
                    className="py-0.5 text-left text-[13px] text-bright hover:text-accent"
                  >
                    <SafeText text={text} />
                  </button>
                </td>
                <td className="figure px-3 text-right whitespace-nowrap">
                  {ageText((resolvedAt === null ? now : Date.parse(resolvedAt)) - Date.parse(since))}
                </td>
                <td className="figure px-3 text-right whitespace-nowrap text-bright">
                  {figureText(worstValue, rule.unit)}
                </td>
                <td className="px-3">
                  {resolvedAt === null ? (
                    <span className="text-warning">○ still open</span>
                  ) : (
                    <SafeText text={resolutionText(alert)} />
                  )}
                </td>
                <td className="px-3 wrap-anywhere" title={note ?? undefined}>
                  {acknowledgedBy === null ? (
                    <span className="text-muted">nobody</span>
                  ) : (
                    <>
                      <SafeText text={acknowledgedBy} />
                      {note !== null && note !== "" && <SafeText text={`: ${note}`} className="text-muted" />}
                    </>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Head({ right = false, children }: { right?: boolean; children: string }) {
  return (
    <th scope="col" className={`px-3 py-1.5 font-normal whitespace-nowrap ${right ? "text-right" : ""}`}>
      {children}
    </th>
  );
}
