import { useQuery } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { AlertBadge } from "../features/alerts/alert-badge.tsx";
import { ServiceSelector } from "../features/services/service-selector.tsx";
import { servicesOptions } from "../features/services/services.query.ts";
import { ServerLine } from "../features/status/server-line.tsx";
import { statusOptions } from "../features/status/status.query.ts";
import { useContact } from "../lib/contact.ts";
import { isUnauthorized } from "../lib/failure.ts";
import { useLivePage } from "../lib/live.ts";
import { useAutoRefresh } from "../lib/refresh.ts";
import { PeriodPicker } from "./period-picker.tsx";
import { RefreshControl } from "./refresh-control.tsx";
import { SignIn } from "./sign-in.tsx";
import { TopBar } from "./top-bar.tsx";
import { useView } from "./view.ts";

/** What stands around every page: who, since when, how often. */
export function Shell() {
  const { view, period, refresh, selectService, selectLength, selectRange, selectRefresh } = useView();
  useAutoRefresh(refresh);
  const services = useQuery(servicesOptions());
  const status = useQuery(statusOptions({ service: view.service }));
  const { lostSince } = useContact();

  if (isUnauthorized(services.error)) return <SignIn />;
  return (
    <>
      <Live />
      <TopBar
        badge={<AlertBadge />}
        right={
          <>
            {status.data && (
              <ServerLine status={status.data} receivedAt={status.dataUpdatedAt} stale={lostSince !== null} />
            )}
            <RefreshControl refresh={refresh} onRefresh={selectRefresh} />
          </>
        }
      >
        <ServiceSelector services={services.data} selected={view.service} onSelect={selectService} />
        <PeriodPicker period={period} onLength={selectLength} onRange={selectRange} />
      </TopBar>
      <Outlet />
    </>
  );
}

/** First of all, so that what else follows something finds the connection there. */
function Live() {
  useLivePage();
  return null;
}
