import { expect, test } from "vitest";
import { parseStat, parseTime, processCpuMs } from "./process-cpu.ts";

test("the name of a process may hold spaces and brackets", () => {
  expect(parseStat("42 (a) b) R 1 42 42 0 -1 4194560 500 0 0 0 123 45 0 0 20 0 11 0")).toBe(1_680);
});

test("minutes may be hours and minutes", () => {
  expect(parseTime("0:01.50")).toBe(1_500);
  expect(parseTime("1:02:03")).toBe(3_723_000);
});

test("it sees what this process used", async () => {
  const before = await processCpuMs(process.pid);
  const own = process.cpuUsage();
  while (process.cpuUsage(own).user + process.cpuUsage(own).system < 200_000);
  const used = (await processCpuMs(process.pid)) - before;
  expect(used).toBeGreaterThanOrEqual(150);
});
