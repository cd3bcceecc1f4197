import { figureText } from "../../lib/format.ts";
import { ageText, momentText, utcText } from "../../lib/time.ts";
import type { OfferedMetric, RulePreview } from "../../lib/trpc.ts";
import { SafeText } from "../../ui/safe-text.tsx";

interface PreviewEpisodesProps {
  preview: RulePreview;
  measure: Pick<OfferedMetric, "unit">;
}

/** More than these are counted. */
const SHOWN = 12;

/** `12 min`, `12 min so far`; of one that begins at the end no more is known than that. */
function lastedText(from: string, to: string | null, end: string): string {
  const lastedMs = Date.parse(to ?? end) - Date.parse(from);
  if (to !== null) return ageText(lastedMs);
  return lastedMs > 0 ? `${ageText(lastedMs)} so far` : "just began";
}

/** The times in which it would have fired, the longest first. */
export function PreviewEpisodes({ preview: { episodes, fired, to: end }, measure }: PreviewEpisodesProps) {
  if (episodes.length === 0) return null;
  const now = Date.now();
  const rest = fired - Math.min(SHOWN, episodes.length);
  return (
    <section aria-label="When it would have fired" className="border-t border-inner p-3">
      <h3 className="label mb-1.5 text-muted">When, the longest first</h3>
      <ul className="space-y-1 text-xs">
        {episodes.slice(0, SHOWN).map(({ subject, from, to, worstValue }) => (
          <li key={`${subject} ${from}`} className="flex flex-wrap gap-x-3">
            <time dateTime={from} title={utcText(Date.parse(from))} className="figure text-body">
              {momentText(Date.parse(from), now)}
            </time>
            <span className="figure text-muted">{lastedText(from, to, end)}</span>
            <span className="figure text-muted">
              worst <span className="text-body">{figureText(worstValue, measure.unit)}</span>
            </span>
            {subject !== "" && <SafeText text={subject} className="figure wrap-anywhere text-muted" />}
          </li>
        ))}
      </ul>
      {rest > 0 && <p className="mt-1 text-xs text-muted">and {rest} more</p>}
    </section>
  );
}
