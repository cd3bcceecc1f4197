import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { AccountMenu } from "../features/account/account-menu.tsx";
import { AlertBadge } from "../features/alerts/alert-badge.tsx";
import { ServiceSelector } from "../features/services/service-selector.tsx";
import { servicesOptions } from "../features/services/services.query.ts";
import { ServerLine } from "../features/status/server-line.tsx";
import { statusOptions } from "../features/status/status.query.ts";
import { useContact } from "../lib/contact.ts";
import { loadPart } from "../lib/lazy.ts";
import { useLivePage } from "../lib/live.ts";
import { meOptions } from "../lib/me.ts";
import { useAutoRefresh } from "../lib/refresh.ts";
import { useSessionEnded } from "../lib/session.ts";
import { signInAddress, takeWayBack } from "../lib/way-back.ts";
import { PeriodPicker } from "./period-picker.tsx";
import { RefreshControl } from "./refresh-control.tsx";
import { TopBar } from "./top-bar.tsx";
import { useView } from "./view.ts";

const SessionEnded = lazy(() =>
  loadPart(() => import("../features/account/session-ended.tsx")).then((part) => ({ default: part.SessionEnded })),
);

/** What stands around every page: who, since when, how often. */
export function Shell() {
  const { view, period, refresh, selectService, selectLength, selectRange, selectRefresh } = useView();
  useAutoRefresh(refresh);
  const services = useQuery(servicesOptions());
  const status = useQuery(statusOptions({ service: view.service }));
  const me = useQuery(meOptions());
  const { lostSince } = useContact();
  const isEnded = useSessionEnded();
  const path = useLocation({ select: ({ href }) => href });

  // Nobody was here yet: there is nothing to keep.
  if (isEnded && !me.data) return <ToSignIn path={path} />;
  return (
    <>
      <Live />
      <WayBack path={path} />
      {isEnded && me.data && (
        <Suspense>
          <SessionEnded me={me.data} path={path} />
        </Suspense>
      )}
      <TopBar
        badge={<AlertBadge />}
        account={me.data && <AccountMenu me={me.data} />}
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

function ToSignIn({ path }: { path: string }) {
  const { history } = useRouter();
  // Where it was found out: while the router is on its way, the path is already that of the sign-in.
  const [wanted] = useState(path);
  useEffect(() => history.replace(signInAddress(wanted)), [history, wanted]);
  return null;
}

/** The provider brings everybody back to the first page: on from there to where one wanted to go. */
function WayBack({ path }: { path: string }) {
  const { history } = useRouter();
  useEffect(() => {
    const back = path === "/" ? takeWayBack() : null;
    if (back !== null && back !== "/") history.replace(back);
  }, [history, path]);
  return null;
}

/** First of all, so that what else follows something finds the connection there. */
function Live() {
  useLivePage();
  return null;
}
