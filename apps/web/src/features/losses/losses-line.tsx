import { momentText, utcText } from "../../lib/time.ts";
import type { Loss } from "../../lib/trpc.ts";

/** What had to be dropped is told, and only when something was. */
export function LossesLine({ losses }: { losses: Loss[] | undefined }) {
  const [first, ...more] = losses ?? [];
  if (!first) return null;
  return (
    <section aria-label="Losses" className="border border-l-4 border-inner border-l-warning bg-panel px-4 py-2 text-xs">
      <LossText loss={first} />
      {more.length > 0 && (
        <details className="mt-1">
          <summary className="w-fit text-accent hover:underline">and {more.length} more</summary>
          <ul className="mt-1 space-y-1">
            {more.map((loss) => (
              <li key={`${loss.service}${loss.instance}${loss.what}${loss.cause}`}>
                <LossText loss={loss} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function LossText({ loss }: { loss: Loss }) {
  return (
    <p>
      <span className="text-warning">
        <span aria-hidden="true">▲</span> Lost:
      </span>{" "}
      {loss.text} <span className="text-muted">{loss.remedy}</span>{" "}
      <time dateTime={loss.lastAt} title={utcText(Date.parse(loss.lastAt))} className="figure text-muted">
        last {momentText(Date.parse(loss.lastAt), Date.now())}
      </time>
    </p>
  );
}
