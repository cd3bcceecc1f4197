import { figureText } from "../../lib/format.ts";
import { namedTimeParts } from "../../lib/time-parts.ts";
import type { SlowEndpoint } from "../../lib/trpc.ts";
import { largestText } from "../../ui/parts.ts";
import { PartsBar } from "../../ui/parts-bar.tsx";
import { EndpointLink } from "./endpoint-link.tsx";
import { hasSeveralServices } from "./several-services.ts";

interface SlowListProps {
  endpoints: SlowEndpoint[];
  thresholdMs: number;
}

/** Endpoints by what their slowness costs: how much, how often, and where the time went. */
export function SlowList({ endpoints, thresholdMs }: SlowListProps) {
  const withService = hasSeveralServices(endpoints);
  return (
    <ol aria-label="Slow endpoints, the greatest impact first">
      {endpoints.map((endpoint) => (
        <SlowItem key={endpoint.id} endpoint={endpoint} thresholdMs={thresholdMs} withService={withService} />
      ))}
    </ol>
  );
}

interface SlowItemProps {
  endpoint: SlowEndpoint;
  thresholdMs: number;
  withService: boolean;
}

function SlowItem({ endpoint, thresholdMs, withService }: SlowItemProps) {
  const { requestCount, slowCount, p95Ms, wastedSecondsPerHour, time } = endpoint;
  const parts = namedTimeParts(time);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-t border-inner px-3 py-1.5 text-[12px] first:border-t-0 hover:bg-inner/40 sm:grid-cols-[minmax(0,1fr)_7rem_11rem]">
      <EndpointLink endpoint={endpoint} withService={withService} />
      <span
        className="figure text-right text-[13px] whitespace-nowrap text-bright"
        title={`Time above ${figureText(thresholdMs, "ms")}, per hour`}
      >
        {impactText(wastedSecondsPerHour)}
      </span>
      <PartsBar label="Where the time went" parts={parts} className="max-sm:col-span-2" />
      <span className="figure truncate text-[11px] text-muted sm:col-span-2">
        {`${figureText(slowCount, "count")} of ${figureText(requestCount, "count")} slower · P95 ${figureText(p95Ms, "ms")}`}
      </span>
      <span className="figure text-[11px] whitespace-nowrap">{largestText(parts) ?? "not measured"}</span>
    </li>
  );
}

/** `12.3 s/h`: seconds wasted in each hour. */
function impactText(secondsPerHour: number): string {
  return `${figureText(secondsPerHour, "none")}\u202fs/h`;
}
