import type { Selection } from "./selection.ts";

type Table = "endpoints" | "slow" | "errors" | "heatmap" | "requests" | "timeline" | "logs" | "traces" | "alerts";
export type ExportFormat = "csv" | "json";

export interface ExportChoice extends Selection {
  /** Of one endpoint, with `service`. */
  method?: string | undefined;
  route?: string | undefined;
  search?: string | undefined;
  /** A search of logs or traces, in their grammar. */
  query?: string | undefined;
  sort?: string | undefined;
  order?: "asc" | "desc" | undefined;
  thresholdMs?: number | undefined;
  /** Of alerts. */
  severity?: string | undefined;
  rule?: number | undefined;
}

/** Where the same table is to be had as a file: `/export/slow.csv?period=1h&thresholdMs=250`. */
export function exportAddress(table: Table, format: ExportFormat, choice: ExportChoice): string {
  const { period, ...rest } = choice;
  const query = new URLSearchParams(typeof period === "string" ? { period } : { ...period });
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined && value !== "") query.set(name, String(value));
  }
  return `/export/${table}.${format}?${query}`;
}
