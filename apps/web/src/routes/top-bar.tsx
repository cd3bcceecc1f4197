import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** One line on a desk; on a phone it wraps. */
export function TopBar({ children, right }: { children: ReactNode; right: ReactNode }) {
  return (
    <header className="z-10 border-b border-inner bg-panel md:sticky md:top-0">
      <div className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
        <Link to="/" className="figure text-sm font-semibold tracking-[0.2em] whitespace-nowrap text-bright">
          <span aria-hidden="true" className="text-accent">
            ▲
          </span>{" "}
          VIGIE
        </Link>
        {children}
        <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2 md:ml-auto">{right}</div>
      </div>
    </header>
  );
}
