import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Selection } from "../../lib/selection.ts";
import type { FigureKey, Trend } from "../../lib/trpc.ts";
import { hasTrends } from "./has-trends.ts";
import { endpointTrendsOptions } from "./trends.query.ts";

/** As many as the API answers at once. */
const MOST = 200;

/** Trends of one figure of the endpoints that were asked for last, by their ids; none for a selection that has no trends. */
export function useEndpointTrends(selection: Selection, figure: FigureKey) {
  const [asked, ask] = useState<readonly number[]>([]);
  const { data } = useQuery({
    ...endpointTrendsOptions({ service: selection.service }, asked.slice(0, MOST)),
    enabled: asked.length > 0 && hasTrends(selection),
    // Of rows that were in sight before, what is known stays until the new ones have come.
    placeholderData: keepPreviousData,
  });
  const isShown = hasTrends(selection);
  const trends = useMemo(() => {
    const byId = new Map<number, Trend>();
    for (const { id, trends } of isShown ? (data ?? []) : []) {
      const trend = trends.find((each) => each.figure === figure);
      if (trend) byId.set(id, trend);
    }
    return byId;
  }, [data, figure, isShown]);
  return { trends, ask };
}
