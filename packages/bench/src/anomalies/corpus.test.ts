import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSeries, readCorpus } from "./corpus.ts";

const TEXT = "timestamp,value\r\n2014-04-01 00:00:00,20.0\r\n2014-04-01 00:05:00,-1e3\r\n2014-04-01 00:10:00,7\r\n";

describe("a labelled series", () => {
  it("has its times in UTC and its windows as rows, both ends included", () => {
    const series = parseSeries("a/b.csv", TEXT, [["2014-04-01 00:05:00.000000", "2014-04-01 00:10:00.000000"]]);
    const start = Date.UTC(2014, 3, 1) / 1000;
    expect([...series.atSeconds]).toEqual([start, start + 300, start + 600]);
    expect([...series.values]).toEqual([20, -1000, 7]);
    expect(series.stretches).toEqual([{ first: 1, last: 2 }]);
    expect(series.category).toBe("a");
  });

  it.each(["2014-04-01 00:15:00,", "2014-04-01 00:15:00,x", "yesterday,1"])("refuses %j with file and row", (line) => {
    expect(() => parseSeries("a/b.csv", `${TEXT}${line}`, [])).toThrow("a/b.csv, row 4");
  });
});

describe("a corpus", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "vigie-corpus-"));
    await mkdir(join(folder, "data", "a"), { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("says what it expected of an empty folder", async () => {
    await writeFile(join(folder, "windows.json"), "{}");
    await expect(readCorpus(folder)).rejects.toThrow("data/CATEGORY/NAME.csv");
  });

  it("takes every file, labelled or not", async () => {
    await writeFile(join(folder, "data", "a", "c.csv"), TEXT);
    await writeFile(join(folder, "data", "a", "b.csv"), TEXT);
    const windows = { "a/c.csv": [["2014-04-01 00:00:00.000000", "2014-04-01 00:00:00.000000"]] };
    await writeFile(join(folder, "windows.json"), JSON.stringify(windows));
    const corpus = await readCorpus(folder);
    expect(corpus.map(({ file, stretches }) => ({ file, stretches }))).toEqual([
      { file: "a/b.csv", stretches: [] },
      { file: "a/c.csv", stretches: [{ first: 0, last: 0 }] },
    ]);
  });
});
