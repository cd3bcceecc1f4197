import { createRootRoute, createRoute, createRouter, Link } from "@tanstack/react-router";
import { Overview } from "./overview.tsx";
import { Shell } from "./shell.tsx";
import { parseView } from "./view.ts";

const rootRoute = createRootRoute({ component: Shell, validateSearch: parseView, notFoundComponent: NotFound });
const overviewRoute = createRoute({ getParentRoute: () => rootRoute, path: "/", component: Overview });

export const router = createRouter({ routeTree: rootRoute.addChildren([overviewRoute]) });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
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
