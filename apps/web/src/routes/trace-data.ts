import { useQuery } from "@tanstack/react-query";
import { traceLogsOptions, traceOptions } from "../features/trace/trace.query.ts";
import { failureOf } from "../lib/failure.ts";
import { useStaleness } from "./staleness.ts";

/** What the page of one trace asks for, and what that says of the page as a whole. */
export function useTraceData(traceId: string) {
  const query = useQuery(traceOptions(traceId));
  const logs = useQuery(traceLogsOptions(query.data));
  return {
    trace: query.data,
    logs,
    stale: useStaleness(query, logs),
    /** Why there is nothing to show at all. */
    failure: !query.data && query.error ? failureOf(query.error) : null,
  };
}
