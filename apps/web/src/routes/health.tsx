import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { CheckList } from "../features/health/check-list.tsx";
import { healthOptions } from "../features/health/health.query.ts";
import { HealthBanner } from "../features/health/health-banner.tsx";
import { ageText, clockText, utcText } from "../lib/time.ts";

/** For anybody, without sign-in: how the server is that answers. */
export function Health() {
  const { data: health, error, dataUpdatedAt } = useQuery(healthOptions());
  const lost = error !== null;
  const word = lost ? "no answer" : health?.status;
  useEffect(() => {
    document.title = `${word === undefined || word === "ok" ? "" : `${word} · `}Health · Vigie`;
  }, [word]);

  return (
    <main className="mx-auto max-w-4xl space-y-4 p-4 sm:py-10">
      <header className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h1 className="figure text-sm font-semibold tracking-[0.2em] text-bright">
          <span aria-hidden="true" className="text-accent">
            ▲
          </span>{" "}
          VIGIE <span className="font-normal text-muted">HEALTH</span>
        </h1>
        <Link to="/" className="text-accent hover:underline">
          To the overview
        </Link>
      </header>
      <HealthBanner health={health} lost={lost} answeredAt={dataUpdatedAt} />
      {health && (
        <>
          <CheckList health={health} stale={lost} />
          <footer className="space-y-1 text-xs text-muted">
            <p>
              Measured at{" "}
              <time dateTime={health.checkedAt} title={utcText(Date.parse(health.checkedAt))} className="figure">
                {clockText(Date.parse(health.checkedAt))}
              </time>
              , anew every 10 s. This server has run for{" "}
              <span className="figure">{ageText(health.uptimeSeconds * 1000)}</span>.
            </p>
            <p>
              It is the health of the server that answered; where several run, others may differ.{" "}
              <a href="/health?format=json" className="text-accent underline">
                The same as JSON
              </a>
            </p>
          </footer>
        </>
      )}
    </main>
  );
}
