import { failureOf } from "../../lib/failure.ts";
import { lengthText, type Period } from "../../lib/period.ts";
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
}

export function KpiCards({ summary, error, busy, period, withRequests, sparkline }: KpiCardsProps) {
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
              before={typeof period === "string" ? lengthText(period) : "before"}
              sparkline={sparkline(card.figure)}
            />
          );
        })}
      </ul>
    </section>
  );
}
