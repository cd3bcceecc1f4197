import { figureText } from "../../lib/format.ts";
import { useNow } from "../../lib/now.ts";
import { ageText, momentText, utcText } from "../../lib/time.ts";
import type { Alert } from "../../lib/trpc.ts";
import { SafeText } from "../../ui/safe-text.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { TableHead } from "../../ui/table-head.tsx";
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
      <table className="w-full sm:min-w-3xl border-collapse text-xs">
        <caption className="sr-only">Alerts of the period</caption>
        <thead>
          <tr className="label text-left text-muted">
            <TableHead>Opened</TableHead>
            <TableHead wide>Severity</TableHead>
            <TableHead>Alert</TableHead>
            <TableHead right>Lasted</TableHead>
            <TableHead right wide>
              Worst
            </TableHead>
            <TableHead wide>How it ended</TableHead>
            <TableHead wide>Looked at by</TableHead>
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
                className={`border-t border-inner align-top ${isOpen ? "bg-inner" : "hover:bg-inner/40"}`}
              >
                <td className="figure px-3 py-1.5 sm:whitespace-nowrap">
                  <time dateTime={openedAt} title={utcText(Date.parse(openedAt))}>
                    {momentText(Date.parse(openedAt), now)}
                  </time>
                </td>
                <td className="figure px-3 py-1.5 whitespace-nowrap max-sm:hidden">
                  <StateMark state={severity} />
                </td>
                <td className="px-3 py-1.5 wrap-anywhere sm:min-w-56">
                  <span className="figure block sm:hidden">
                    <StateMark state={severity} />
                  </span>
                  <button
                    type="button"
                    aria-pressed={isOpen}
                    onClick={() => onOpen(isOpen ? undefined : id)}
                    className="text-left text-[13px] leading-4 text-bright hover:text-accent"
                  >
                    <SafeText text={text} />
                  </button>
                  <span className="block text-muted sm:hidden">
                    {resolvedAt === null ? "still open" : <SafeText text={resolutionText(alert)} />}
                  </span>
                </td>
                <td className="figure px-3 py-1.5 text-right sm:whitespace-nowrap">
                  {ageText((resolvedAt === null ? now : Date.parse(resolvedAt)) - Date.parse(since))}
                </td>
                <td className="figure px-3 py-1.5 text-right whitespace-nowrap text-bright max-sm:hidden">
                  {figureText(worstValue, rule.unit)}
                </td>
                <td className="px-3 py-1.5 max-sm:hidden">
                  {resolvedAt === null ? (
                    <span className="text-warning">○ still open</span>
                  ) : (
                    <SafeText text={resolutionText(alert)} />
                  )}
                </td>
                <td className="px-3 py-1.5 wrap-anywhere max-sm:hidden" title={note ?? undefined}>
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
