import { useNow } from "../lib/now.ts";
import { ageText, clockText } from "../lib/time.ts";

interface StaleLineProps {
  /** Why there is nothing newer. */
  reason: string;
  /** Since when (ms); null where only the age of the figures is known. */
  since: number | null;
  /** When the figures on the page came (ms); 0 when none came yet. */
  figuresAt: number;
}

/** The figures on the page are not of now: says so, how old they are, and that nobody needs to reload. */
export function StaleLine({ reason, since, figuresAt }: StaleLineProps) {
  const now = useNow();
  return (
    <div role="status" data-stale className="border border-l-4 border-inner border-l-warning bg-panel px-4 py-2">
      <span className="text-warning">
        <span aria-hidden="true">▲</span> Stale.
      </span>{" "}
      {reason}
      <span aria-live="off">
        {since !== null && ` Since ${clockText(since)}.`}
        {figuresAt > 0 && (
          <>
            {" "}
            These figures are <span className="figure text-bright">{ageText(now - figuresAt)}</span> old.
          </>
        )}
      </span>{" "}
      <span className="text-muted">Trying again by itself.</span>
    </div>
  );
}
