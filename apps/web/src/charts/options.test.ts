import { describe, expect, it } from "vitest";
import { optionOf } from "./options.ts";
import type { TimeChartData, TimeSeries } from "./series.ts";

const line = { name: "P95", color: "#fff", kind: "line", axis: "left" } as const;

function dataOf(series: Partial<TimeSeries>[], more: Partial<TimeChartData> = {}): TimeChartData {
  return {
    from: 0,
    to: 80_000,
    times: [0, 10_000, 20_000, 30_000],
    stepSeconds: 10,
    units: { left: "ms" },
    marks: [],
    series: series.map((each) => ({ ...line, values: [], ...each })),
    ...more,
  };
}

function seriesOf(data: TimeChartData) {
  const { series } = optionOf(data, () => true);
  return Array.isArray(series) ? series : [];
}

describe("optionOf", () => {
  it("draws gaps as gaps, and a value between two gaps as a dot", () => {
    const [series] = seriesOf(dataOf([{ values: [1, null, 3, null] }]));
    expect(series).toMatchObject({ connectNulls: false });
    expect(series?.data?.[1]).toEqual([10_000, null]);
    expect(series?.data?.[2]).toMatchObject({ value: [20_000, 3], symbol: "circle" });
  });

  it("draws a mark once, its label leaning away from the edge that it is near", () => {
    const marks = [
      { time: 1_000, label: "1.0.0" },
      { time: 40_000, label: "1.1.0" },
      { time: 79_000, label: "1.2.0" },
    ];
    const [first, second] = seriesOf(dataOf([{}, {}], { marks }));
    expect(first?.markLine?.data?.map((mark) => ("label" in mark ? mark.label?.align : null))).toEqual([
      "left",
      "center",
      "right",
    ]);
    expect(second).not.toHaveProperty("markLine");
  });

  it("shows the first of lines that meet, and the uppermost of a stack", () => {
    const [p50, p95] = seriesOf(dataOf([{}, {}]));
    expect(p50?.z).toBeGreaterThan(p95?.z ?? 0);
    const [low, high] = seriesOf(dataOf([{ stack: "status" }, { stack: "status" }]));
    expect(high?.z).toBeGreaterThan(low?.z ?? 0);
  });

  it("fills the parts of a whole without lines of their own", () => {
    const [band, area] = seriesOf(dataOf([{ kind: "band", stack: "parts" }, { kind: "area" }]));
    expect(band).toMatchObject({ lineStyle: { width: 0 }, areaStyle: { opacity: 0.85 } });
    expect(area).toMatchObject({ lineStyle: { width: 1.5 }, areaStyle: { opacity: 0.18 } });
  });

  it("reads a ratio against the whole, and has a second axis only for what needs it", () => {
    expect(optionOf(dataOf([{}], { units: { left: "ratio" } }), () => true).yAxis).toMatchObject([{ min: 0, max: 1 }]);
    expect(optionOf(dataOf([{}], { units: { left: "ratio", right: "ms" } }), () => true).yAxis).toHaveLength(2);
  });
});
