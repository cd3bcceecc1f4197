import { Link } from "@tanstack/react-router";

interface NavigationProps {
  /** Sections that are on the page right now: none leads nowhere. */
  sections: readonly { id: string; title: string }[];
}

export function Navigation({ sections }: NavigationProps) {
  return (
    <nav
      aria-label="Sections"
      className="overflow-x-auto border-b border-inner md:sticky md:top-12 md:h-[calc(100dvh-3rem)] md:w-36 md:shrink-0 md:border-r md:border-b-0"
    >
      <ul className="flex md:flex-col md:py-3">
        <li>
          <Link
            to="/"
            search
            aria-current="page"
            className="block border-accent px-4 py-2 text-bright max-md:border-b-2 md:border-l-2 md:bg-panel"
          >
            Overview
          </Link>
        </li>
        {sections.map(({ id, title }) => (
          <li key={id}>
            <Link
              to="/"
              search
              hash={id}
              activeOptions={{ includeHash: true }}
              className="block border-transparent px-4 py-2 whitespace-nowrap text-muted hover:text-bright md:border-l-2 md:pl-7 md:text-xs"
            >
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
