import type { ReactNode } from "react";
import type { EndpointStats, Trend } from "../../lib/trpc.ts";
import { ChangeMark } from "../../ui/change-mark.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { type KeyFigure, keyFigures } from "./key-figures.ts";

interface KeyFigureCardsProps {
  stats: EndpointStats;
  busy: boolean;
  /** How the last minutes compare; undefined while that is on its way, null where the period before is compared with instead. */
  trends: readonly Trend[] | undefined | null;
  renderTrend: (trend: Trend | undefined) => ReactNode;
}

export function KeyFigureCards({ stats, busy, trends, renderTrend }: KeyFigureCardsProps) {
  return (
    <section aria-label="Key figures" aria-busy={busy}>
      <ul className={`${GRID} ${busy ? "grayscale-80" : ""}`}>
        {keyFigures(stats).map((figure) => (
          <Card
            key={figure.id}
            figure={figure}
            isNow={trends !== null}
            trend={trends?.find((trend) => trend.figure === figure.trend)}
            renderTrend={renderTrend}
          />
        ))}
      </ul>
    </section>
  );
}

/** As high as the cards, so that nothing moves when they come. */
export function LoadingKeyFigures() {
  return (
    <section aria-label="Key figures" aria-busy="true">
      <div className={GRID}>
        {Array.from({ length: 8 }, (_, at) => (
          <Skeleton key={at} className="h-24" />
        ))}
      </div>
    </section>
  );
}

const GRID = "grid grid-cols-2 gap-3 md:grid-cols-4 xl:grid-cols-8";

interface CardProps extends Pick<KeyFigureCardsProps, "renderTrend"> {
  figure: KeyFigure;
  isNow: boolean;
  trend: Trend | undefined;
}

function Card({ figure, isNow, trend, renderTrend }: CardProps) {
  const { id, title, value, change, detail } = figure;
  const withTrend = isNow && figure.trend !== undefined;
  const verdict = withTrend ? trend?.verdict : change?.verdict;
  return (
    <li
      data-figure={id}
      className={`figure min-w-0 border border-t-2 border-inner bg-panel px-2.5 pt-1.5 pb-2 text-[11px] leading-4 ${verdict === "worse" ? "border-t-warning" : "border-t-edge"}`}
    >
      <p className="label font-sans text-muted">{title}</p>
      <p className="truncate leading-8">
        <span className="text-[22px] font-semibold text-bright">{value.number}</span>{" "}
        <span className="text-xs text-muted">{value.unit}</span>
      </p>
      <p className="truncate text-muted">{detail ?? "\u00a0"}</p>
      {withTrend ? (
        renderTrend(trend)
      ) : (
        <p className="truncate text-muted">
          {change ? (
            <>
              <ChangeMark change={change} /> vs before
            </>
          ) : (
            "\u00a0"
          )}
        </p>
      )}
    </li>
  );
}
