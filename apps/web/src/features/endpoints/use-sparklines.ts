import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Selection } from "../../lib/selection.ts";
import { sparklinesOptions } from "./endpoints.query.ts";

export type SparklineLookup = ReadonlyMap<number, readonly (number | null)[]>;

const NONE: SparklineLookup = new Map();

/**
 * Requests per second of the endpoints in `asked`, as they come. What once came is kept while it is out of sight.
 */
export function useSparklines(selection: Selection, asked: readonly number[]): SparklineLookup {
  const scope = JSON.stringify(selection);
  const [known, setKnown] = useState({ scope, series: NONE });

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
