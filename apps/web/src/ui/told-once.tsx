import { type ReactNode, useEffect, useRef } from "react";
import { CopyButton } from "./copy-button.tsx";

interface ToldOnceProps {
  /** What it is, for those who hear the page. */
  label: string;
  /** That it is shown this once, and of what. */
  title: ReactNode;
  /** What to do with it. */
  children: ReactNode;
  text: string;
  /** On the copy button: `the secret`. */
  what: string;
  onDismiss: () => void;
}

/** Something that nobody is told again: it stays until somebody puts it away. */
export function ToldOnce({ label, title, children, text, what, onDismiss }: ToldOnceProps) {
  const box = useRef<HTMLElement>(null);
  // The form that made it may stand further down.
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <section
      ref={box}
      aria-label={label}
      className="scroll-mt-16 space-y-2 border border-l-4 border-inner border-l-warning bg-panel p-4"
    >
      <p>
        <span className="text-[15px] text-bright">{title}</span> <span className="text-muted">{children}</span>
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <code className="figure border border-edge bg-background px-2 py-1 break-all text-bright select-all">
          {text}
        </code>
        <CopyButton text={text} what={what} />
        <button type="button" className="control" onClick={onDismiss}>
          I have it
        </button>
      </div>
    </section>
  );
}
