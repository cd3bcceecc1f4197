import type { EChartsType } from "echarts/core";
import EChartsReactCore from "echarts-for-react/esm/core";
import { useCallback, useMemo, useRef } from "react";
import { Brush } from "./brush.tsx";
import { echarts } from "./echarts.ts";
import { optionOf } from "./options.ts";
import type { TimeChartData } from "./series.ts";

export interface TimeChartProps {
  data: TimeChartData;
  /** What it shows, with the newest values: all that a screen reader gets of a canvas. */
  label: string;
  height: number;
  /** A range was brushed, in ms, in either order; left out, none can be. */
  onRange?: (from: number, to: number) => void;
}

// What may have fewer members than before. The rest is merged, so that an open tooltip stays open.
const REPLACED = ["series", "yAxis"];

// One group: the axis pointers of all charts of the page move together.
const GROUP = "page";
echarts.connect(GROUP);

export default function TimeChart({ data, label, height, onRange }: TimeChartProps) {
  const chart = useRef<EChartsType | null>(null);
  const pointedAt = useRef(false);
  const option = useMemo(() => optionOf(data, () => pointedAt.current), [data]);

  const ready = useCallback((instance: EChartsType) => {
    instance.group = GROUP;
    chart.current = instance;
  }, []);

  const timeAt = useCallback((x: number) => {
    const time = chart.current?.convertFromPixel({ xAxisIndex: 0 }, x);
    return typeof time === "number" ? time : null;
  }, []);

  return (
    <Brush timeAt={timeAt} onRange={onRange} from={data.from} to={data.to} onPointed={(is) => (pointedAt.current = is)}>
      <div role="img" aria-label={label}>
        <EChartsReactCore
          echarts={echarts}
          option={option}
          replaceMerge={REPLACED}
          lazyUpdate
          onChartReady={ready}
          style={{ height, width: "100%" }}
        />
      </div>
    </Brush>
  );
}
