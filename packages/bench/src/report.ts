import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

export type Row = Record<string, string | number>;

/** What a benchmark found. */
export interface Report {
  /** Names are camelCase and end in their unit, unless they are ratios or counts. */
  figures: Record<string, number>;
  /** For people; all rows have the same keys. */
  table: Row[];
  /** What one must know to read the table. */
  notes: string[];
}

/**
 * With `quick` it ends within 60 seconds, with less certain figures. `data` is the folder with what it is judged by, where it does not
 * make that itself. `say` tells how far it is.
 */
export type Benchmark = (options: {
  quick: boolean;
  data?: string | undefined;
  say: (line: string) => void;
}) => Promise<Report>;

const RESULTS = fileURLToPath(new URL("../results/", import.meta.url));

/** Prints the report and writes `results/NAME.json`. Returns the file. */
export async function publish(name: string, report: Report): Promise<string> {
  console.log(`\n${formatTable(report.table)}\n`);
  for (const note of report.notes) console.log(`- ${note}`);
  console.log();
  console.log(formatTable(Object.entries(report.figures).map(([figure, value]) => ({ figure, value }))));
  await mkdir(RESULTS, { recursive: true });
  const file = `${RESULTS}${name}.json`;
  const { figures, table } = report;
  await writeFile(file, `${JSON.stringify({ name, at: new Date().toISOString(), figures, table }, null, 2)}\n`);
  return file;
}

/** A table in Markdown, its columns aligned. Columns are the keys of the first row. */
export function formatTable(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const widths = columns.map((column) => Math.max(3, column.length, ...rows.map((row) => String(row[column]).length)));
  const isNumber = columns.map((column) => rows.every((row) => typeof row[column] === "number"));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (isNumber[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join(" | ")} |`;
  return [
    line(columns),
    line(widths.map((width, i) => (isNumber[i] ? `${"-".repeat(width - 1)}:` : "-".repeat(width)))),
    ...rows.map((row) => line(columns.map((column) => String(row[column])))),
  ].join("\n");
}
