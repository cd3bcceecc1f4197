import { useState } from "react";

/** Copies `text`; where the browser forbids it (plain http on another host) it says so instead of pretending. */
export function CopyButton({ text, what, label = "Copy" }: { text: string; what: string; label?: string }) {
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
    <button
      type="button"
      className="control"
      onClick={() => void copy()}
      aria-label={label === "Copy" ? `Copy ${what}` : undefined}
    >
      <span aria-live="polite">
        {outcome === "copied" ? "Copied ✓" : outcome === "failed" ? "Select and copy" : label}
      </span>
    </button>
  );
}
