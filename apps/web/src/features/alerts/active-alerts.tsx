import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { AlertGroup } from "../../lib/trpc.ts";
import { Ago } from "../../ui/ago.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { STATES } from "../../ui/state.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { alertsOptions } from "./alerts.query.ts";
import { groupStateText } from "./group-state.ts";

/** More than these are counted, and listed on their own page. */
const SHOWN = 5;

/** What is wrong right now, in a few lines, each the way to its alert; nothing while nothing is. */
export function ActiveAlerts({ service }: { service: string | undefined }) {
  const { data, isPlaceholderData } = useQuery(alertsOptions({ service }));
  const groups = data?.groups ?? [];
  if (groups.length === 0) return null;
  const count = groups.reduce((sum, { alerts }) => sum + alerts.length, 0);
  return (
    <Panel
      id="alerts"
      title="Active alerts"
      busy={isPlaceholderData}
      aside={
        <Link
          to="/alerts"
          search={({ service: of, refresh }) => ({ service: of, refresh })}
          className="text-[12px] text-accent hover:underline"
        >
          {count === 1 ? "Look at it" : `All ${count}`}
        </Link>
      }
    >
      <ul className={isPlaceholderData ? "grayscale-80" : ""}>
        {groups.slice(0, SHOWN).map((group) => (
          <li key={group.key}>
            <GroupLine group={group} />
          </li>
        ))}
      </ul>
      {groups.length > SHOWN && (
        <p className="border-t border-inner px-3 py-1.5 text-xs text-muted">and {groups.length - SHOWN} more</p>
      )}
    </Panel>
  );
}

function GroupLine({ group }: { group: AlertGroup }) {
  const [worst, ...more] = group.alerts;
  return (
    <Link
      to="/alerts"
      search={({ service, refresh }) => ({ service, refresh, alert: more.length === 0 ? worst?.id : undefined })}
      className={`flex flex-wrap items-baseline gap-x-4 gap-y-0.5 border-l-4 border-inner px-3 py-1.5 hover:bg-inner ${STATES[group.severity].left}`}
    >
      <span className="figure w-20 shrink-0 text-xs">
        <StateMark state={group.severity} />
      </span>
      <span className="min-w-0 flex-1 basis-60 wrap-anywhere">
        <SafeText text={group.title} className="text-bright" />
        {more.length > 0 && worst && (
          <span className="text-xs text-muted">
            {"; the worst: "}
            <SafeText text={worst.text} className="text-body" />
          </span>
        )}
      </span>
      <span className="ml-auto flex gap-x-4 text-xs text-muted max-sm:basis-full max-sm:justify-between">
        {groupStateText(group.alerts)}
        <Ago time={group.since} className="text-body" />
      </span>
    </Link>
  );
}
