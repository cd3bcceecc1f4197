// Preloaded with --import: at each SIGUSR2 this process collects all garbage and prints what is left, as one line.
import { getHeapStatistics, setFlagsFromString, writeHeapSnapshot } from "node:v8";
import { runInNewContext } from "node:vm";
import { TOLD } from "./memory-sample.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

process.on("SIGUSR2", () => {
  collect();
  collect();
  const { heapUsed, heapTotal, external, arrayBuffers, rss } = process.memoryUsage();
  const handles: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1;
  const sample = {
    atMs: Date.now(),
    ...{ heapUsed, heapTotal, external, arrayBuffers, rss, handles },
    heapLimit: getHeapStatistics().heap_size_limit,
  };
  process.stdout.write(`${TOLD}${JSON.stringify(sample)}\n`);
});

// For whoever looks for a leak: in the working directory.
process.on("SIGPROF", () => void writeHeapSnapshot());
