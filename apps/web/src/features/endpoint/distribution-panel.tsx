import { DistributionChart } from "../../charts/distribution-chart.tsx";
import type { EndpointDetail } from "../../lib/trpc.ts";
import { Panel } from "../../ui/panel.tsx";
import { QUANTILE_COLORS } from "./endpoint-charts.ts";

interface DistributionPanelProps {
  distribution: EndpointDetail["distribution"];
  stats: NonNullable<EndpointDetail["stats"]>;
  busy: boolean;
  className?: string;
}

/** How the durations are spread, of all requests and not of a sample. */
export function DistributionPanel({ distribution, stats, busy, className }: DistributionPanelProps) {
  return (
    <Panel id="distribution" title="Distribution" busy={busy} className={className}>
      <div className={`p-3 ${busy ? "grayscale-80" : ""}`}>
        <DistributionChart
          buckets={distribution}
          height={190}
          marks={[
            { name: "P50", valueMs: stats.p50Ms, color: QUANTILE_COLORS.p50 },
            { name: "P95", valueMs: stats.p95Ms, color: QUANTILE_COLORS.p95 },
            { name: "P99", valueMs: stats.p99Ms, color: QUANTILE_COLORS.p99 },
          ]}
        />
      </div>
    </Panel>
  );
}
