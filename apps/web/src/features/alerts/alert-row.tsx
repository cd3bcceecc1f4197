import { figureText } from "../../lib/format.ts";
import { momentText } from "../../lib/time.ts";
import type { Alert, AlertGroup } from "../../lib/trpc.ts";
import { Ago } from "../../ui/ago.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { STATES } from "../../ui/state.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { ActButtons, ActOutcome } from "./act-buttons.tsx";
import { type AlertRowData, SHOWN_OF_GROUP } from "./alert-rows.ts";
import { AlertStateText } from "./alert-state.tsx";
import { groupStateText } from "./group-state.ts";
import type { Acts } from "./use-acts.ts";

interface AlertRowProps {
  row: AlertRowData;
  acts: Acts;
  /** Its details stand beside the list. */
  isOpen: boolean;
  /** The one row that Tab reaches; arrow keys lead from it to the others. */
  isActive: boolean;
  onPress: (row: AlertRowData) => void;
}

/** One alert that is open, or a group of them. */
export function AlertRow({ row, acts, isOpen, isActive, onPress }: AlertRowProps) {
  const { target, alert, group, isInGroup, isExpanded } = row;
  const severity = alert?.severity ?? group.severity;
  const since = alert?.since ?? group.since;
  const tabIndex = isActive ? 0 : -1;
  return (
    <li
      data-row={target.key}
      data-severity={severity}
      className={`border-l-4 border-inner py-2 pr-3 not-first:border-t ${STATES[severity].left} ${isInGroup ? "pl-8" : "pl-3"} ${isOpen ? "bg-inner" : "hover:bg-inner/40"}`}
    >
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <span className="figure w-20 shrink-0 text-xs">
          <StateMark state={severity} />
        </span>
        <button
          type="button"
          data-row-button
          tabIndex={tabIndex}
          aria-expanded={alert ? undefined : isExpanded}
          aria-pressed={alert ? isOpen : undefined}
          onClick={() => onPress(row)}
          className="min-w-0 flex-1 basis-72 text-left wrap-anywhere text-bright hover:text-accent max-sm:order-last max-sm:basis-full"
        >
          {!alert && (
            <span aria-hidden="true" className="mr-1.5 text-[10px] text-muted">
              {isExpanded ? "▾" : "▸"}
            </span>
          )}
          <SafeText text={target.title} />
        </button>
        <span className="ml-auto text-xs whitespace-nowrap text-muted">
          <span className="figure">{momentText(Date.parse(since), Date.now())}</span> ·{" "}
          <Ago time={since} className="text-body" />
        </span>
      </div>
      <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-2 sm:pl-24">
        {alert ? <AlertStateText alert={alert} /> : <GroupState group={group} isExpanded={isExpanded} />}
        {alert && <Worst alert={alert} />}
        <span className="sm:ml-auto">
          <ActButtons target={target} acts={acts} tabIndex={tabIndex} />
        </span>
      </div>
      {/* Beside details that are open they would stand twice. */}
      {!isOpen && <ActOutcome target={target} acts={acts} />}
    </li>
  );
}

function Worst({ alert: { rule, worstValue, lastValue } }: { alert: Alert }) {
  return (
    <span className="figure text-xs whitespace-nowrap text-muted">
      worst <span className="text-body">{figureText(worstValue, rule.unit)}</span>, now{" "}
      <span className="text-body">{figureText(lastValue, rule.unit)}</span>
    </span>
  );
}

function GroupState({ group, isExpanded }: { group: AlertGroup; isExpanded: boolean }) {
  const [worst] = group.alerts;
  return (
    <span className="min-w-0 text-xs wrap-anywhere text-muted">
      {groupStateText(group.alerts)}
      {isExpanded && group.alerts.length > SHOWN_OF_GROUP && `; the first ${SHOWN_OF_GROUP} are shown`}
      {worst && (
        <>
          {"; the worst: "}
          <SafeText text={worst.text} className="text-body" />
        </>
      )}
    </span>
  );
}
