import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { changeOf } from "../../lib/change.ts";
import { figureText, quantity } from "../../lib/format.ts";
import type { Figure } from "../../lib/trpc.ts";
import { ChangeMark } from "../../ui/change-mark.tsx";
import { Note } from "../../ui/note.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { STATES, type StateName } from "../../ui/state.ts";
import { type CardDefinition, cardState, type FigureLookup } from "./cards.ts";

interface KpiCardProps {
  card: CardDefinition;
  lookup: FigureLookup;
  sparkline: readonly (number | null)[];
  /** How the last minutes compare; left out for a range, which is compared with the one before. */
  trend: ReactNode;
  /** That it is not as expected. */
  badge: ReactNode;
}

export function KpiCard({ card, lookup, sparkline, trend, badge }: KpiCardProps) {
  const figure = lookup(card.figure);
  const state = cardState(card, lookup);
  return (
    <CardFrame card={card} state={state} badge={badge}>
      {figure && (
        <>
          <Value figure={figure} suffix={card.suffix?.(lookup) ?? null} />
          <Sparkline
            values={sparkline}
            className={state === "ok" || state === "unknown" ? "text-accent" : STATES[state].text}
          />
          {trend ?? <Comparison figure={figure} />}
          <p className="truncate text-muted">{nowText(figure) ?? card.detail?.(lookup) ?? "\u00a0"}</p>
        </>
      )}
    </CardFrame>
  );
}

export function UnavailableCard({ card, reason, remedy }: { card: CardDefinition; reason: string; remedy: string }) {
  return (
    <CardFrame card={card} state="unknown">
      <Note reason={reason} remedy={remedy} className="mt-1 font-sans text-[11px] leading-snug" />
    </CardFrame>
  );
}

/** As high as a card with figures, so that nothing moves when they come. */
export function LoadingCard({ card }: { card: CardDefinition }) {
  return (
    <CardFrame card={card} state="unknown">
      <Skeleton className="my-1 h-6 w-20" />
      <Skeleton className="h-6 w-full" />
      <p>&nbsp;</p>
      <p>&nbsp;</p>
    </CardFrame>
  );
}

interface CardFrameProps {
  card: CardDefinition;
  state: StateName;
  badge?: ReactNode;
  children: ReactNode;
}

function CardFrame({ card, state, badge, children }: CardFrameProps) {
  return (
    <li className={`min-w-0 border border-t-2 border-inner bg-panel px-2.5 pt-1.5 pb-2 ${STATES[state].top}`}>
      <div className="figure flex h-full flex-col gap-0.5 text-[11px] leading-4">
        <div className="flex justify-between gap-2 font-sans">
          <Link
            to="."
            search
            hash={card.section}
            activeOptions={{ includeHash: true }}
            className="label truncate text-muted hover:text-accent"
          >
            {card.title}
          </Link>
          {(state === "warning" || state === "critical" || state === "info") && (
            <span className={STATES[state].text}>
              <span aria-hidden="true">{STATES[state].shape}</span>
              <span className="sr-only">{STATES[state].word}</span>
            </span>
          )}
        </div>
        {children}
        {badge}
      </div>
    </li>
  );
}

function Value({ figure, suffix }: { figure: Figure; suffix: string | null }) {
  const { number, unit } = quantity(figure.value, figure.unit);
  return (
    <p className="truncate leading-8">
      <span className="text-[22px] font-semibold text-bright">{number}</span>{" "}
      <span className="text-xs text-muted">{suffix ?? unit}</span>
    </p>
  );
}

/** A range against the one of the same length before it. */
function Comparison({ figure }: { figure: Figure }) {
  const change = changeOf(figure);
  return (
    <p className="truncate text-muted">
      {change ? (
        <>
          <ChangeMark change={change} /> vs before
        </>
      ) : (
        "\u00a0"
      )}
    </p>
  );
}

/** The last minute, where it is told apart from the period. */
function nowText({ now, value, unit }: Figure): string | null {
  const text = figureText(now, unit);
  return now === null || text === figureText(value, unit) ? null : `now ${text}`;
}
