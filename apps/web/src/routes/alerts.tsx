import { useQuery } from "@tanstack/react-query";
import { AlertDetail } from "../features/alerts/alert-detail.tsx";
import { AlertHistory } from "../features/alerts/alert-history.tsx";
import { OpenAlerts } from "../features/alerts/open-alerts.tsx";
import { useActs } from "../features/alerts/use-acts.ts";
import { ChannelsTab } from "../features/channels/channels-tab.tsx";
import { RulesTab } from "../features/rules/rules-tab.tsx";
import { ITSELF, servicesOptions } from "../features/services/services.query.ts";
import { AlertTabs } from "./alert-tabs.tsx";
import { useAlertsData } from "./alerts-data.ts";
import { Navigation } from "./navigation.tsx";
import { usePageTitle } from "./page-title.ts";
import { StaleLine } from "./stale-line.tsx";
import { useView } from "./view.ts";

const TITLES = { open: "Alerts", history: "Alerts of the past", rules: "Rules", channels: "Channels" } as const;

/** What is wrong, what was, what is watched, and who is told. */
export function Alerts() {
  const { view, period, selectRange, selectAlert, selectAlerts } = useView();
  const { tab = "open", service, severity, rule, edit, alert: openId } = view;
  const { list, rules, stale } = useAlertsData(tab, service);
  const services = useQuery(servicesOptions());
  const acts = useActs();
  usePageTitle(stale ? "◌ no answer" : TITLES[tab]);
  const known = list.data?.groups.flatMap(({ alerts }) => alerts).find(({ id }) => id === openId);
  const hasDetail = openId !== undefined && (tab === "open" || tab === "history");

  return (
    <div className="md:flex">
      <Navigation page="/alerts" sections={[]} />
      <main className="min-w-0 flex-1 space-y-3 p-3 md:p-4">
        <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <h1 className="text-[15px] text-bright">Alerts</h1>
          <AlertTabs tab={tab} service={service} />
        </header>
        {stale && <StaleLine {...stale} />}
        {/* Colour means state: what is not of now has none. */}
        <div
          className={`grid grid-cols-1 items-start gap-3 ${hasDetail ? "lg:grid-cols-[minmax(0,1fr)_minmax(0,33rem)]" : ""} ${stale ? "grayscale-80" : ""}`}
        >
          {/* On a phone the details have the whole page. */}
          <div className={`min-w-0 ${hasDetail ? "max-lg:hidden" : ""}`}>
            {tab === "open" && (
              <OpenAlerts
                list={list.data}
                error={list.error}
                service={service}
                busy={list.isPlaceholderData}
                acts={acts}
                openId={openId}
                onOpen={selectAlert}
              />
            )}
            {tab === "history" && (
              <AlertHistory
                choice={{ service, period, severity, rule }}
                rules={rules.data}
                openId={openId}
                onOpen={selectAlert}
                onSeverity={(next) => selectAlerts({ severity: next })}
                onRule={(next) => selectAlerts({ rule: next })}
              />
            )}
            {tab === "rules" && (
              <RulesTab
                rules={rules.data}
                error={rules.error}
                services={services.data?.map(({ name }) => name).filter((name) => name !== ITSELF) ?? []}
                edit={edit}
                onDone={() => selectAlerts({ edit: undefined })}
              />
            )}
            {tab === "channels" && <ChannelsTab edit={edit} onDone={() => selectAlerts({ edit: undefined })} />}
          </div>
          {hasDetail && (
            <div className="min-w-0 lg:sticky lg:top-16 lg:max-h-[calc(100dvh-5rem)] lg:overflow-y-auto">
              <AlertDetail
                key={openId}
                id={openId}
                known={known}
                acts={acts}
                onClose={() => selectAlert(undefined)}
                onRange={selectRange}
              />
            </div>
          )}
        </div>
      </main>
    </div>
  );
}
