import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { anomaliesOptions, bandsOptions } from "../features/anomalies/anomalies.query.ts";
import { slowOptions } from "../features/endpoints/endpoints.query.ts";
import { lastLogsOptions } from "../features/logs/logs.query.ts";
import { lossesOptions } from "../features/losses/losses.query.ts";
import { performanceOptions } from "../features/performance/performance.query.ts";
import { countServices, hasNoServiceYet, servicesOptions } from "../features/services/services.query.ts";
import { statusOptions } from "../features/status/status.query.ts";
import { CARD_FIGURES } from "../features/summary/cards.ts";
import { summaryOptions } from "../features/summary/summary.query.ts";
import { EXPECTED_FIGURES, PANEL_FIGURES } from "../features/timeline/panels.ts";
import { MOST_POINTS, timelineOptions } from "../features/timeline/timeline.query.ts";
import { trendsOptions } from "../features/trends/trends.query.ts";
import { failureOf } from "../lib/failure.ts";
import type { Period } from "../lib/period.ts";
import { useStaleness } from "./staleness.ts";

/** Those of the charts and of the cards' sparklines: one question for all of them. */
const FIGURES = [...new Set([...CARD_FIGURES, ...PANEL_FIGURES])];

/** Endpoints of the greatest impact. */
const WORST = 5;

/** What the overview asks for, and what that says of the page as a whole. */
export function useOverviewData(service: string | undefined, period: Period, thresholdMs: number) {
  const scope = { service, period };
  // What was shown stays, without its colour, until the new period is there: nothing jumps.
  const summary = useQuery({ ...summaryOptions(scope), placeholderData: keepPreviousData });
  const timeline = useQuery({ ...timelineOptions({ ...scope, figures: FIGURES }), placeholderData: keepPreviousData });
  const status = useQuery(statusOptions({ service }));
  const slow = useQuery({ ...slowOptions(scope, { thresholdMs, limit: WORST }), placeholderData: keepPreviousData });
  const lastLogs = useQuery({ ...lastLogsOptions(scope), placeholderData: keepPreviousData });
  const trends = useQuery({ ...trendsOptions({ service }), placeholderData: keepPreviousData });
  const index = useQuery({ ...performanceOptions(scope), placeholderData: keepPreviousData });
  const anomalies = useQuery({ ...anomaliesOptions(scope), placeholderData: keepPreviousData });
  const bands = useQuery({
    ...bandsOptions({ ...scope, figures: [...EXPECTED_FIGURES], maxPoints: MOST_POINTS }),
    placeholderData: keepPreviousData,
  });
  const losses = useQuery(lossesOptions(scope));
  const services = useQuery(servicesOptions());
  const stale = useStaleness(summary);

  return {
    summary,
    timeline,
    status,
    slow,
    lastLogs,
    trends,
    index,
    anomalies,
    bands,
    losses,
    /** Whether lines of several services stand beside each other. */
    severalServices: service === undefined && countServices(services.data) > 1,
    /** No service has sent anything, ever: there are no requests to show. */
    empty: service === undefined && hasNoServiceYet(services.data),
    stale,
    /** Why there is nothing to show at all: told once instead of in every place that stays empty. */
    failure: !summary.data && !timeline.data && summary.error && timeline.error ? failureOf(summary.error) : null,
  };
}
