import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { TimeChart } from "../../charts/index.tsx";
import { failureOf } from "../../lib/failure.ts";
import type { Alert, AlertDetail as Detail } from "../../lib/trpc.ts";
import { SafeText } from "../../ui/safe-text.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { STATES } from "../../ui/state.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { ActButtons, ActOutcome } from "./act-buttons.tsx";
import { targetOf } from "./acts.ts";
import { EventList, NotificationList } from "./alert-events.tsx";
import { AlertFacts } from "./alert-facts.tsx";
import { AlertLinks } from "./alert-links.tsx";
import { AlertStateText } from "./alert-state.tsx";
import { alertOptions } from "./alerts.query.ts";
import { EarlierAlerts } from "./earlier-alerts.tsx";
import { evidenceData, evidenceLabel } from "./evidence.ts";
import type { Acts } from "./use-acts.ts";

interface AlertDetailProps {
  id: number;
  /** What the list knows of it already. */
  known: Alert | undefined;
  acts: Acts;
  onClose: () => void;
  onRange: (from: number, to: number) => void;
}

/** All that is known of one alert: how it came to be, what was done, whom it told. */
export function AlertDetail({ id, known, acts, onClose, onRange }: AlertDetailProps) {
  const { data, error } = useQuery(alertOptions(id));
  const alert = data?.alert ?? known;
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    // Where there is no room for both, the list is gone, and with it what had the focus.
    if (window.matchMedia("(width < 64rem)").matches) box.current?.focus();
  }, []);
  const edge = alert ? STATES[alert.severity].top : "border-t-edge";
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-label="Alert"
      aria-busy={!data && !error}
      data-alert={id}
      className={`min-w-0 border border-t-2 border-inner bg-panel outline-none ${edge}`}
    >
      <header className="space-y-2 p-3">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <span className="figure text-xs">
            {alert && <StateMark state={alert.severity} />} <span className="text-muted">#{id}</span>
          </span>
          <button type="button" className="control" onClick={onClose}>
            <span className="lg:hidden">← All alerts</span>
            <span className="max-lg:hidden">Close ✕</span>
          </button>
        </div>
        {alert && (
          <>
            <h2 className="text-[15px] wrap-anywhere text-bright">
              <SafeText text={alert.text} />
            </h2>
            <AlertStateText alert={alert} />
            <ActButtons target={targetOf(alert)} acts={acts} />
            <ActOutcome target={targetOf(alert)} acts={acts} />
          </>
        )}
        {error && !data && (
          <p role="alert">
            <SafeText text={failureOf(error).message} className="text-bright" />{" "}
            <span className="text-muted">{failureOf(error).remedy}</span>
          </p>
        )}
      </header>
      {data ? <Body detail={data} onRange={onRange} /> : !error && <Skeleton className="m-3 h-64" />}
    </section>
  );
}

const CHART_HEIGHT = 180;

function Body({ detail, onRange }: { detail: Detail; onRange: AlertDetailProps["onRange"] }) {
  const { alert, evidence, events, notifications, earlier } = detail;
  const chart = useMemo(() => evidenceData(alert, evidence), [alert, evidence]);
  return (
    <>
      <div className="border-t border-inner p-2">
        {evidence.values.some((value) => value !== null) ? (
          <TimeChart data={chart} label={evidenceLabel(alert, evidence)} height={CHART_HEIGHT} onRange={onRange} />
        ) : (
          <p className="p-2 text-muted">Nothing was measured around it, or it is no longer kept.</p>
        )}
      </div>
      <div className="space-y-4 border-t border-inner p-3">
        <AlertFacts alert={alert} />
        {alert.rule.hint !== "" && (
          <p className="border-l-4 border-edge pl-3 wrap-anywhere">
            <SafeText text={alert.rule.hint} lines />
          </p>
        )}
        <AlertLinks alert={alert} />
        <EventList events={events} />
        <NotificationList notifications={notifications} />
        <EarlierAlerts earlier={earlier} />
      </div>
    </>
  );
}
