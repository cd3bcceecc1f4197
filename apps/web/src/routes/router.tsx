import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  lazyRouteComponent,
  Outlet,
  useMatches,
} from "@tanstack/react-router";
import { loadPart } from "../lib/lazy.ts";
import { Overview } from "./overview.tsx";
import { Shell } from "./shell.tsx";
import { parseView } from "./view.ts";

const rootRoute = createRootRoute({ component: Root, validateSearch: parseView, notFoundComponent: NotFound });
const overviewRoute = createRoute({ getParentRoute: () => rootRoute, path: "/", component: Overview });

// The overview is the page of an incident: what only other pages need does not hold it up.
const endpointsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/endpoints",
  component: lazyRouteComponent(() => loadPart(() => import("./endpoints.tsx")), "Endpoints"),
});
const endpointRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/endpoint",
  component: lazyRouteComponent(() => loadPart(() => import("./endpoint.tsx")), "Endpoint"),
});
const tracesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/traces",
  component: lazyRouteComponent(() => loadPart(() => import("./traces.tsx")), "Traces"),
});
const traceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/traces/$traceId",
  component: lazyRouteComponent(() => loadPart(() => import("./trace.tsx")), "Trace"),
});
const logsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/logs",
  component: lazyRouteComponent(() => loadPart(() => import("./logs.tsx")), "Logs"),
});
const alertsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/alerts",
  component: lazyRouteComponent(() => loadPart(() => import("./alerts.tsx")), "Alerts"),
});
const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/settings/{-$tab}",
  component: lazyRouteComponent(() => loadPart(() => import("./settings.tsx")), "Settings"),
});

// These stand outside the shell, which asks who is there.
const healthRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/health",
  component: lazyRouteComponent(() => loadPart(() => import("./health.tsx")), "Health"),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  component: lazyRouteComponent(() => loadPart(() => import("./sign-in.tsx")), "SignIn"),
});
const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  component: lazyRouteComponent(() => loadPart(() => import("./setup.tsx")), "Setup"),
});

// Compared once the router is there: before, a route has no id.
const PUBLIC = [healthRoute, signInRoute, setupRoute];

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    overviewRoute,
    endpointsRoute,
    endpointRoute,
    tracesRoute,
    traceRoute,
    logsRoute,
    alertsRoute,
    settingsRoute,
    healthRoute,
    signInRoute,
    setupRoute,
  ]),
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

function Root() {
  const isPublic = useMatches({
    select: (matches) => matches.some(({ routeId }) => PUBLIC.some(({ id }) => id === routeId)),
  });
  return isPublic ? <Outlet /> : <Shell />;
}

function NotFound() {
  return (
    <main className="p-8">
      <h1 className="text-[15px] text-bright">There is nothing at this address.</h1>
      <Link to="/" className="text-accent underline">
        To the overview
      </Link>
    </main>
  );
}
