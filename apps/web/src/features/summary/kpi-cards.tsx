import type { ReactNode } from "react";
import { failureOf } from "../../lib/failure.ts";
import type { Period } from "../../lib/period.ts";
import type { FigureKey, Summary } from "../../lib/trpc.ts";
import { Note } from "../../ui/note.tsx";
import { CARDS } from "./cards.ts";
import { KpiCard, LoadingCard, UnavailableCard } from "./kpi-card.tsx";
import { lookupOf, unavailableOf } from "./parts.ts";

interface KpiCardsProps {
  summary: Summary | undefined;
  error: unknown;
  busy: boolean;
  period: Period;
  /** While no service has sent anything its cards would only repeat that. */
  withRequests: boolean;
  sparkline: (figure: FigureKey) => readonly (number | null)[];
  renderTrend: (figure: FigureKey) => ReactNode;
  renderBadge: (figure: FigureKey) => ReactNode;
}

export function KpiCards(props: KpiCardsProps) {
  const { summary, error, busy, period, withRequests, sparkline, renderTrend, renderBadge } = props;
  const cards = CARDS.filter(({ part }) => withRequests || part !== "api");
  const lookup = summary && lookupOf(summary);

  if (!summary && error) {
    const { message, remedy } = failureOf(error);
    return <Note reason={message} remedy={remedy} className="border border-inner bg-panel p-4" />;
  }
  return (
    <section aria-label="Key figures" aria-busy={busy || !summary}>
      <ul
        className={`grid grid-cols-2 gap-3 md:grid-cols-4 ${withRequests ? "xl:grid-cols-8" : "lg:grid-cols-5"} ${busy ? "grayscale-80" : ""}`}
      >
        {cards.map((card) => {
          if (!summary || !lookup) return <LoadingCard key={card.figure} card={card} />;
          const unavailable = unavailableOf(summary, card.part);
          if (unavailable) return <UnavailableCard key={card.figure} card={card} {...unavailable} />;
          return (
            <KpiCard
              key={card.figure}
              card={card}
              lookup={lookup}
              sparkline={sparkline(card.figure)}
              // Of a range that lies in the past nobody asks how it is going now.
              trend={typeof period === "string" ? renderTrend(card.figure) : undefined}
              badge={renderBadge(card.figure)}
            />
          );
        })}
      </ul>
    </section>
  );
}
