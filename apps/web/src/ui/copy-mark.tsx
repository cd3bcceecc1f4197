import { useState } from "react";

interface CopyMarkProps {
  text: string;
  /** What it is, for those who hear the page. */
  what: string;
  className: string;
}

/** Copies a value, where a word would be too wide for a button. */
export function CopyMark({ text, what, className }: CopyMarkProps) {
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("copied");
    } catch {
      setOutcome("failed");
    }
    setTimeout(() => setOutcome(null), 2500);
  };

  return (
    <button type="button" title="Copy" aria-label={`Copy ${what}`} onClick={() => void copy()} className={className}>
      <span aria-live="polite">{outcome === "copied" ? "✓" : outcome === "failed" ? "select it" : <Sheets />}</span>
    </button>
  );
}

/** Two sheets; the fonts of a page do not all have a letter for it. */
function Sheets() {
  return (
    <svg aria-hidden="true" viewBox="0 0 10 10" className="inline size-2.5" fill="none" stroke="currentColor">
      <path d="M3.5 0.5h6v6h-6z M6.5 6.5v3h-6v-6h3" />
    </svg>
  );
}
