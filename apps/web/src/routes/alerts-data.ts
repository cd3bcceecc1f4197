import { useQuery } from "@tanstack/react-query";
import { alertsOptions } from "../features/alerts/alerts.query.ts";
import type { AlertTab } from "../features/alerts/tabs.ts";
import { rulesOptions } from "../features/rules/rules.query.ts";
import { useStaleness } from "./staleness.ts";

/** What the page of alerts asks for: of each tab no more than it shows. */
export function useAlertsData(tab: AlertTab, service: string | undefined) {
  const list = useQuery({ ...alertsOptions({ service }), enabled: tab === "open" });
  const rules = useQuery({ ...rulesOptions(), enabled: tab === "rules" || tab === "history" });
  const stale = useStaleness(...(tab === "open" ? [list] : tab === "rules" ? [rules] : []));
  return { list, rules, stale };
}
