import { figureText } from "../lib/format.ts";
import { clockText, dayText, utcText } from "../lib/time.ts";
import { COLORS } from "./colors.ts";
import { expectedText } from "./expected-text.ts";
import type { TimeChartData } from "./series.ts";

/** How the box of every chart's tooltip looks; it comes and goes at once. */
export const TOOLTIP_BOX = {
  confine: true,
  transitionDuration: 0,
  backgroundColor: COLORS.panel,
  borderColor: COLORS.edge,
  borderWidth: 1,
  borderRadius: 0,
  padding: [8, 10],
  extraCssText: "box-shadow:none",
};

/** Built of elements, not of HTML: names come from services, and a name must never become markup. */
export function tooltipContent(data: TimeChartData, index: number): HTMLElement | string {
  const time = data.times[index];
  if (time === undefined) return "";

  const box = document.createElement("div");
  box.className = "figure text-[11px] leading-4 text-body";
  box.append(line(`${dayText(time)} ${clockText(time)}`, "text-bright"), line(utcText(time), "text-muted"));

  for (const { name, values, color, axis } of data.series) {
    const unit = axis === "right" ? (data.units.right ?? data.units.left) : data.units.left;
    box.append(row({ name, text: figureText(values[index], unit), color, swatch: "h-0.5 w-3" }));
  }
  for (const area of data.expected ?? []) {
    const { name, color } = area;
    box.append(row({ name, text: expectedText(area, index, data.units), color, swatch: "h-2 w-3 opacity-30" }));
  }
  return box;
}

function row({ name, text, color, swatch }: Record<"name" | "text" | "color" | "swatch", string>): HTMLElement {
  const element = document.createElement("div");
  element.className = "flex items-center gap-2";
  const mark = document.createElement("span");
  mark.className = swatch;
  mark.style.background = color;
  const label = document.createElement("span");
  label.className = "flex-1 text-muted";
  label.textContent = name;
  const value = document.createElement("span");
  value.className = "pl-3 text-bright";
  value.textContent = text;
  element.append(mark, label, value);
  return element;
}

function line(text: string, className: string): HTMLElement {
  const element = document.createElement("div");
  element.className = className;
  element.textContent = text;
  return element;
}
