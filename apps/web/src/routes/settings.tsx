import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { AccountTab } from "../features/account/account-tab.tsx";
import { AuditTab } from "../features/audit/audit-tab.tsx";
import { KeysTab } from "../features/keys/keys-tab.tsx";
import { Retention } from "../features/retention/retention.tsx";
import { ITSELF, servicesOptions } from "../features/services/services.query.ts";
import { UsersTab } from "../features/users/users-tab.tsx";
import { failureOf } from "../lib/failure.ts";
import { meOptions } from "../lib/me.ts";
import type { Me } from "../lib/trpc.ts";
import { Note } from "../ui/note.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Navigation } from "./navigation.tsx";
import { usePageTitle } from "./page-title.ts";
import { ADMIN_TABS, type SettingsTab, SettingsTabs, settingsTabOf } from "./settings-tabs.tsx";
import { StaleLine } from "./stale-line.tsx";
import { useStaleness } from "./staleness.ts";
import { useView } from "./view.ts";

/** One's own account, and what an administrator decides for all. */
export function Settings() {
  const { tab: param } = useParams({ from: "/settings/{-$tab}" });
  const tab = settingsTabOf(param);
  const me = useQuery(meOptions());
  const stale = useStaleness(me);
  usePageTitle(stale ? "◌ no answer" : "Settings");
  return (
    <div className="md:flex">
      <Navigation page="/settings/{-$tab}" sections={[]} />
      <main className="min-w-0 flex-1 space-y-3 p-3 md:p-4">
        <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <h1 className="text-[15px] text-bright">Settings</h1>
          <SettingsTabs tab={tab} mayChange={me.data?.role === "admin"} />
        </header>
        {stale && <StaleLine {...stale} />}
        <div className={stale ? "grayscale-80" : ""}>
          {tab === undefined ? (
            <Refusal reason="There is nothing at this address." remedy="Choose one of the parts above." />
          ) : me.data ? (
            ADMIN_TABS.includes(tab) && me.data.role !== "admin" ? (
              <Refusal
                reason="This is for administrators."
                remedy="Your role is viewer; ask an administrator to do it, or for the role."
              />
            ) : (
              <Content tab={tab} me={me.data} />
            )
          ) : me.error ? (
            <Refusal reason={failureOf(me.error).message} remedy={failureOf(me.error).remedy} />
          ) : (
            <Skeleton className="h-64" />
          )}
        </div>
      </main>
    </div>
  );
}

function Refusal({ reason, remedy }: { reason: string; remedy: string }) {
  return <Note className="border border-inner bg-panel p-4" reason={reason} remedy={remedy} />;
}

function Content({ tab, me }: { tab: SettingsTab; me: Me }) {
  const services = useQuery(servicesOptions());
  const { view, selectAudit } = useView();
  switch (tab) {
    case "account":
      return <AccountTab me={me} />;
    case "people":
      return <UsersTab />;
    case "keys":
      return <KeysTab services={services.data?.map(({ name }) => name).filter((name) => name !== ITSELF) ?? []} />;
    case "data":
      return <Retention />;
    case "audit":
      return <AuditTab choice={{ action: view.action, actor: view.actor }} onChoose={selectAudit} />;
  }
}
