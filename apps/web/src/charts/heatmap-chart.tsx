import { HeatmapChart as HeatmapType } from "echarts/charts";
import { VisualMapContinuousComponent } from "echarts/components";
import EChartsReactCore from "echarts-for-react/esm/core";
import { useCallback, useMemo, useState } from "react";
import { COLORS } from "./colors.ts";
import { echarts } from "./echarts.ts";
import { AXIS_HEIGHT, type HeatmapData } from "./heat.ts";
import { heatmapOptionOf, placeOf } from "./heatmap-options.ts";

// Only pages that show a heatmap pay for it.
echarts.use([HeatmapType, VisualMapContinuousComponent]);

// The rest is merged, so that an open tooltip stays open.
const REPLACED = ["series"];

export interface HeatmapChartProps {
  data: HeatmapData;
  rowHeight: number;
  /** A cell was clicked; gaps are none. */
  onCell: (row: number, column: number) => void;
  /** Built of elements, not of HTML: names come from services. */
  tooltip: (row: number, column: number) => HTMLElement;
}

export default function HeatmapChart({ data, rowHeight, onCell, tooltip }: HeatmapChartProps) {
  const [hatch] = useState(drawHatch);
  const [width, setWidth] = useState(0);
  const measure = useCallback((element: HTMLDivElement | null) => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const option = useMemo(() => heatmapOptionOf({ data, width, hatch, tooltip }), [data, width, hatch, tooltip]);
  const events = useMemo(
    () => ({
      click: (event: { data?: unknown }) => {
        const place = placeOf(event.data);
        if (place) onCell(place.row, place.column);
      },
    }),
    [onCell],
  );

  return (
    <div ref={measure}>
      <EChartsReactCore
        echarts={echarts}
        option={option}
        onEvents={events}
        replaceMerge={REPLACED}
        lazyUpdate
        style={{ height: data.cells.length * rowHeight + AXIS_HEIGHT, width: "100%" }}
      />
    </div>
  );
}

/** Slanted lines: no colour of any value looks like them. */
function drawHatch(): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = 6;
  canvas.height = 6;
  const context = canvas.getContext("2d");
  if (context) {
    context.strokeStyle = COLORS.edge;
    context.beginPath();
    for (const offset of [-6, 0, 6]) {
      context.moveTo(offset, 6);
      context.lineTo(offset + 6, 0);
    }
    context.stroke();
  }
  return canvas;
}
