import { figureText } from "../../lib/format.ts";
import type { Summary } from "../../lib/trpc.ts";
import { Gauge } from "../../ui/gauge.tsx";
import { lookupOf } from "./parts.ts";

export function HitRateGauge({ summary }: { summary: Summary }) {
  const figure = lookupOf(summary)("redis.hitRate");
  if (!figure) return null;
  const thresholds = [figure.threshold?.warning, figure.threshold?.critical].filter((level) => level !== undefined);
  return (
    <Gauge
      label="Hit rate"
      ratio={figure.value}
      text={figureText(figure.value, "ratio")}
      state={figure.state}
      thresholds={thresholds}
    />
  );
}
