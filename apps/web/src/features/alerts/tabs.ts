/** What of the alerts is shown; `open` stands for itself where it is left out. */
export const ALERT_TABS = ["open", "history", "rules", "channels"] as const;
export type AlertTab = (typeof ALERT_TABS)[number];

export function isAlertTab(value: unknown): value is AlertTab {
  return ALERT_TABS.some((tab) => tab === value);
}
