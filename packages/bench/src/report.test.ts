import { expect, test } from "vitest";
import { formatTable } from "./report.ts";

test("a table aligns names to the left and numbers to the right", () => {
  const table = formatTable([
    { variant: "bare", cpuMicros: 9.5 },
    { variant: "a longer name", cpuMicros: 133 },
  ]);
  expect(table.split("\n")).toEqual([
    "| variant       | cpuMicros |",
    "| ------------- | --------: |",
    "| bare          |       9.5 |",
    "| a longer name |       133 |",
  ]);
});
