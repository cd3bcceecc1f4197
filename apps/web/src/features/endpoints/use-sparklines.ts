import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Selection } from "../../lib/selection.ts";
import { sparklinesOptions } from "./endpoints.query.ts";

export type SparklineLookup = ReadonlyMap<number, readonly (number | null)[]>;

/** While rows fly past, nobody reads their sparklines. */
const SETTLED_AFTER_MS = 150;

const NONE: SparklineLookup = new Map();

/**
 * Requests per second of the endpoints in `near`, as they come. They are asked for together, and only when one in `visible` was not asked for yet:
 * a scroll by a few rows asks nothing. What once came is kept while it is out of sight.
 */
export function useSparklines(
  selection: Selection,
  visible: readonly number[],
  near: readonly number[],
): SparklineLookup {
  const scope = JSON.stringify(selection);
  const [asked, setAsked] = useState<readonly number[]>([]);
  const [known, setKnown] = useState({ scope, series: NONE });

  const missing = visible.filter((id) => !asked.includes(id)).join();
  const wanted = [...near].sort((one, other) => one - other).join();
  useEffect(() => {
    if (missing === "") return;
    const ask = () => setAsked(wanted.split(",").map(Number));
    const timer = setTimeout(ask, SETTLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [missing, wanted]);

  const { data } = useQuery({ ...sparklinesOptions(selection, [...asked]), enabled: asked.length > 0 });
  useEffect(() => {
    if (!data) return;
    setKnown((old) => {
      const series = new Map(old.scope === scope ? old.series : NONE);
      for (const { id, requestsPerSecond } of data.series) series.set(id, requestsPerSecond);
      return { scope, series };
    });
  }, [data, scope]);

  return known.scope === scope ? known.series : NONE;
}
