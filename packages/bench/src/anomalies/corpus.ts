import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Stretch } from "./scorer.ts";

/** A series with the stretches in which something was wrong with it. */
export interface LabelledSeries {
  /** `category/name.csv`. */
  file: string;
  category: string;
  atSeconds: Float64Array;
  values: Float64Array;
  stretches: Stretch[];
}

/**
 * Reads a folder in the format of the Numenta Anomaly Benchmark: `data/CATEGORY/NAME.csv` with rows `timestamp,value`, and
 * `windows.json` with `{ "CATEGORY/NAME.csv": [[first, last], …] }`. Sorted by name. Throws with the file's name when a row is
 * not a time and a number.
 */
export async function readCorpus(folder: string): Promise<LabelledSeries[]> {
  const windows = JSON.parse(await readFile(join(folder, "windows.json"), "utf8")) as Record<
    string,
    [string, string][]
  >;
  const names = await readdir(join(folder, "data"), { recursive: true });
  const files = names.filter((name) => name.endsWith(".csv")).sort();
  if (files.length === 0) throw new Error(`no series in ${folder}: expected data/CATEGORY/NAME.csv`);
  return Promise.all(
    files.map(async (file) =>
      parseSeries(file, await readFile(join(folder, "data", file), "utf8"), windows[file] ?? []),
    ),
  );
}

/** `text` is a header line and the rows; `windows` are times, both ends included. */
export function parseSeries(
  file: string,
  text: string,
  windows: readonly (readonly [string, string])[],
): LabelledSeries {
  const lines = text
    .split(/\r?\n/)
    .slice(1)
    .filter((line) => line !== "");
  const atSeconds = new Float64Array(lines.length);
  const values = new Float64Array(lines.length);
  lines.forEach((line, row) => {
    const [time = "", value = ""] = line.split(",");
    atSeconds[row] = seconds(time);
    values[row] = value === "" ? Number.NaN : Number(value);
    if (Number.isNaN(atSeconds[row]) || Number.isNaN(values[row])) throw new Error(`${file}, row ${row + 1}: ${line}`);
  });
  const stretches = windows.map(([from, to]) => ({
    first: atSeconds.findIndex((at) => at >= seconds(from)),
    last: atSeconds.findLastIndex((at) => at <= seconds(to)),
  }));
  return { file, category: file.split("/")[0] ?? "", atSeconds, values, stretches };
}

/** The corpus has no time zones: all of it is read as UTC. */
function seconds(time: string): number {
  return Date.parse(`${time.slice(0, 19).replace(" ", "T")}Z`) / 1000;
}
