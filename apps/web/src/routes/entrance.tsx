import type { ReactNode } from "react";

/** What stands before the page, for those whom Vigie does not know yet. */
export function Entrance({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <section
        aria-labelledby="entrance-heading"
        className="w-full max-w-md space-y-4 border border-l-4 border-inner border-l-accent bg-panel p-6"
      >
        <p className="figure text-sm font-semibold tracking-[0.2em] text-bright">
          <span aria-hidden="true" className="text-accent">
            ▲
          </span>{" "}
          VIGIE
        </p>
        <h1 id="entrance-heading" className="text-[15px] text-bright">
          {title}
        </h1>
        {children}
      </section>
    </main>
  );
}
