import { type Coverage, coverageTexts } from "../lib/coverage.ts";

/** What of the period is not in the figures below, and only when something is not. */
export function CoverageLine({ coverage }: { coverage: Coverage | undefined }) {
  const texts = coverage ? coverageTexts(coverage, Date.now()) : [];
  if (texts.length === 0) return null;
  return (
    <p
      role="note"
      aria-label="Coverage"
      className="border border-l-4 border-inner border-l-edge bg-panel px-4 py-2 text-xs text-muted"
    >
      <span aria-hidden="true">◌</span> {texts.join(" ")}
    </p>
  );
}
