import { Link } from "@tanstack/react-router";
import { useAlertCounts } from "../features/alerts/alert-counts.ts";
import { ALERT_TABS, type AlertTab } from "../features/alerts/tabs.ts";
import { useMayChange } from "../lib/me.ts";

const TITLES: Record<AlertTab, string> = { open: "Open", history: "History", rules: "Rules", channels: "Channels" };

/** The parts of the page of alerts, each with an address of its own. */
export function AlertTabs({ tab, service }: { tab: AlertTab; service: string | undefined }) {
  const { counts } = useAlertCounts();
  // Channels hold addresses, which are secrets of many a receiver: they are for administrators.
  const mayChange = useMayChange();
  // They are those of all services: of one, the list itself says how many.
  const open = service === undefined && counts ? Object.values(counts).reduce((sum, count) => sum + count, 0) : 0;
  return (
    <nav aria-label="Alerts" className="flex">
      {ALERT_TABS.filter((each) => mayChange || each !== "channels").map((each) => (
        <Link
          key={each}
          to="."
          search={(old) => ({
            ...old,
            tab: each === "open" ? undefined : each,
            alert: undefined,
            edit: undefined,
            rule: undefined,
            severity: undefined,
          })}
          resetScroll={false}
          activeProps={{ "aria-current": undefined }}
          aria-current={each === tab ? "page" : undefined}
          className={`control -ml-px inline-flex items-center first:ml-0 focus-visible:relative ${each === tab ? "border-accent! bg-accent! text-background!" : ""}`}
        >
          {TITLES[each]}
          {each === "open" && open > 0 && ` ${open}`}
        </Link>
      ))}
    </nav>
  );
}
