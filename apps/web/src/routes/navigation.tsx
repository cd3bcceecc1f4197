import { Link } from "@tanstack/react-router";
import { WaitingCount } from "../features/alerts/waiting-count.tsx";
import type { View } from "./view.ts";

const PAGES = [
  { to: "/", title: "Overview" },
  { to: "/endpoints", title: "Endpoints" },
  { to: "/logs", title: "Logs" },
  { to: "/traces", title: "Traces" },
  { to: "/alerts", title: "Alerts" },
  { to: "/settings/{-$tab}", title: "Settings" },
] as const;

type Page = (typeof PAGES)[number]["to"];

interface NavigationProps {
  /** The page that is open, or to which what is open belongs. */
  page: Page;
  /** What stands below that page right now, if it is not the page itself: the name of one endpoint. */
  inside?: boolean;
  /** Sections that are on the page right now: none leads nowhere. */
  sections: readonly { id: string; title: string }[];
}

/**
 * The pages, and below the open one its sections. On a phone it is one line that scrolls sideways in itself, the pages first: no way to
 * one is out of sight.
 */
export function Navigation({ page, inside = false, sections }: NavigationProps) {
  return (
    <nav
      aria-label="Sections"
      className="overflow-x-auto border-b border-inner md:sticky md:top-12 md:h-[calc(100dvh-3rem)] md:w-36 md:shrink-0 md:border-r md:border-b-0"
    >
      <ul className="flex md:flex-col md:py-3">
        {PAGES.map(({ to, title }) => (
          <li key={to} className="max-md:contents">
            <Link
              to={to}
              params={{ tab: undefined }}
              search={to === "/logs" ? live : carried}
              activeProps={{ "aria-current": undefined }}
              aria-current={to === page ? (inside ? "true" : "page") : undefined}
              className={`flex items-baseline justify-between gap-2 px-2 py-2 max-md:border-b-2 md:px-4 md:border-l-2 ${to === page ? "border-accent text-bright md:bg-panel" : "border-transparent text-body hover:text-bright"}`}
            >
              {title}
              {to === "/alerts" && <WaitingCount />}
            </Link>
            {to === page && sections.length > 0 && (
              <ul className="flex max-md:order-1 md:flex-col md:pb-2">
                {sections.map(({ id, title: section }) => (
                  <li key={id}>
                    <Link
                      to="."
                      search
                      hash={id}
                      activeOptions={{ includeHash: true }}
                      className="block border-transparent px-4 py-2 whitespace-nowrap text-muted hover:text-bright md:border-l-2 md:pl-7 md:text-xs"
                    >
                      {section}
                    </Link>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** From page to page goes what holds for all of them; what is open, or searched for in one of them, does not. */
function carried(old: View): View {
  const { method: _method, route: _route, span: _span, live: _live, line: _line, around: _around, ...view } = old;
  return {
    ...view,
    query: undefined,
    lines: undefined,
    tab: undefined,
    alert: undefined,
    severity: undefined,
    rule: undefined,
    edit: undefined,
    action: undefined,
    actor: undefined,
  };
}

/** The logs are entered where they come in. */
function live(old: View): View {
  return { ...carried(old), live: true };
}
