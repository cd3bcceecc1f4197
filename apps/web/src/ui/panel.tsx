import type { ReactNode } from "react";

interface PanelProps {
  id: string;
  title: string;
  /** Right side of the heading: a legend or a choice. */
  aside?: ReactNode;
  busy?: boolean;
  className?: string;
  children: ReactNode;
}

/** A framed section of the page, found by its heading and by `#id`. */
export function Panel({ id, title, aside, busy = false, className = "", children }: PanelProps) {
  const headingId = `${id}-heading`;
  return (
    <section
      id={id}
      aria-labelledby={headingId}
      aria-busy={busy}
      className={`flex min-w-0 flex-col border border-inner bg-panel ${className}`}
    >
      <header className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 border-b border-inner px-3 py-2">
        <h2 id={headingId} className="label text-body">
          {title}
        </h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
