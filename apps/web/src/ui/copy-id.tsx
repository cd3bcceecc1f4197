import { useState } from "react";

interface CopyIdProps {
  id: string;
  /** What it is, for those who hear the page: `trace id`. */
  what: string;
}

/** So many digits tell one id from the others on a page. */
const SHOWN = 8;

/** An id by its first digits; a click copies the whole. Where the browser forbids that, it is written out to be selected. */
export function CopyId({ id, what }: CopyIdProps) {
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(id);
      setOutcome("copied");
      setTimeout(() => setOutcome(null), 2500);
    } catch {
      setOutcome("failed");
    }
  };

  if (outcome === "failed")
    return (
      <code role="status" className="figure break-all text-body select-all">
        {id}
      </code>
    );
  return (
    <button
      type="button"
      title={id}
      aria-label={`Copy ${what} ${id}`}
      onClick={() => void copy()}
      className="figure border border-edge px-1 whitespace-nowrap text-accent hover:border-accent"
    >
      <span aria-live="polite">{outcome === "copied" ? "copied ✓" : id.slice(0, SHOWN)}</span>
      {outcome === null && <CopyMark />}
    </button>
  );
}

/** Two sheets; the fonts of a page do not all have a letter for it. */
function CopyMark() {
  return (
    <svg aria-hidden="true" viewBox="0 0 10 10" className="ml-1.5 inline size-2.5" fill="none" stroke="currentColor">
      <path d="M3.5 0.5h6v6h-6z M6.5 6.5v3h-6v-6h3" />
    </svg>
  );
}
