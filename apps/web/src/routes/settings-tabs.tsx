import { Link } from "@tanstack/react-router";

/** The parts of the settings, each with an address of its own; `account` stands for itself where it is left out. */
const TABS = ["account", "people", "keys", "data", "audit"] as const;
export type SettingsTab = (typeof TABS)[number];

const TITLES: Record<SettingsTab, string> = {
  account: "Account",
  people: "People",
  keys: "Keys",
  data: "Data",
  audit: "Audit",
};

/** For an administrator alone. */
export const ADMIN_TABS: readonly SettingsTab[] = ["people", "keys", "audit"];

/** The tab of a path; undefined for what is none. */
export function settingsTabOf(param: string | undefined): SettingsTab | undefined {
  return param === undefined ? "account" : TABS.find((tab) => tab === param);
}

export function SettingsTabs({ tab, mayChange }: { tab: SettingsTab | undefined; mayChange: boolean }) {
  return (
    <nav aria-label="Settings" className="flex flex-wrap gap-y-px">
      {TABS.filter((each) => mayChange || !ADMIN_TABS.includes(each)).map((each) => (
        <Link
          key={each}
          to="/settings/{-$tab}"
          params={{ tab: each === "account" ? undefined : each }}
          search={({ service, period, from, to, refresh }) => ({ service, period, from, to, refresh })}
          resetScroll={false}
          // The account's address is the beginning of all others.
          activeOptions={{ exact: true }}
          activeProps={{ "aria-current": undefined }}
          aria-current={each === tab ? "page" : undefined}
          className={`control -ml-px inline-flex items-center first:ml-0 focus-visible:relative ${each === tab ? "border-accent! bg-accent! text-background!" : ""}`}
        >
          {TITLES[each]}
        </Link>
      ))}
    </nav>
  );
}
