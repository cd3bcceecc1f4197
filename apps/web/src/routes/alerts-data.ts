import { useQuery } from "@tanstack/react-query";
import { useAlertCounts } from "../features/alerts/alert-counts.ts";
import { alertsOptions } from "../features/alerts/alerts.query.ts";
import type { AlertTab } from "../features/alerts/tabs.ts";
import { rulesOptions } from "../features/rules/rules.query.ts";
import { useStaleness } from "./staleness.ts";

/** What the page of alerts asks for: of each tab no more than it shows. */
export function useAlertsData(tab: AlertTab, service: string | undefined) {
  const list = useQuery({ ...alertsOptions({ service }), enabled: tab === "open" });
  const rules = useQuery({ ...rulesOptions(), enabled: tab === "rules" || tab === "history" });
  const { query } = useAlertCounts();
  // What the other tabs ask for is theirs; the count is asked for everywhere.
  const stale = useStaleness(tab === "open" ? list : tab === "rules" ? rules : query);
  return { list, rules, stale };
}
