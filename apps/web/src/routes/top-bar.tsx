import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

interface TopBarProps {
  children: ReactNode;
  /** Beside the name on a phone, where it is seen first; before what stands right on a desk. */
  badge: ReactNode;
  right: ReactNode;
  /** Who one is: last of all on a desk, beside the badge on a phone. */
  account: ReactNode;
}

/** One line on a desk; on a phone it wraps. */
export function TopBar({ children, badge, right, account }: TopBarProps) {
  return (
    <header className="z-10 border-b border-inner bg-panel md:sticky md:top-0">
      <div className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
        <Link to="/" className="figure text-sm font-semibold tracking-[0.2em] whitespace-nowrap text-bright">
          <span aria-hidden="true" className="text-accent">
            ▲
          </span>{" "}
          VIGIE
        </Link>
        <div className="ml-auto flex md:order-1">{badge}</div>
        <div className="flex md:order-3">{account}</div>
        {children}
        <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2 md:order-2">{right}</div>
      </div>
    </header>
  );
}
