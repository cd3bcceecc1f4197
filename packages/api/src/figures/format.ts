import type { Unit } from "./definition.ts";

/** A value in the words of the server: "812 ms", "8.3 %", "2 min". Three significant digits. */
export function formatValue(value: number, unit: Unit): string {
  const short = Number(value.toPrecision(3));
  switch (unit) {
    case "ms":
      if (Math.abs(value) < 10_000) return `${short} ms`;
      if (Math.abs(value) < 120_000) return `${Number((value / 1000).toPrecision(3))} s`;
      return `${Number((value / 60_000).toPrecision(3))} min`;
    case "ratio":
      return `${Number((value * 100).toPrecision(3))} %`;
    case "bytes":
    case "bytesPerSecond":
      return `${Number((value / 1e6).toPrecision(3))} MB${unit === "bytes" ? "" : "/s"}`;
    case "perSecond":
      return `${short}/s`;
    case "perHour":
      return `${short}/h`;
    case "count":
    case "none":
      return String(short);
  }
}
