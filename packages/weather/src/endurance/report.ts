import type { EnduranceResult } from "./endurance.ts";
import { slopeOf } from "./slope.ts";

/** Caches fill in the first hours, in a shorter run in the first third. */
const WARM_UP_HOURS = 6;
/** A shorter run is all warming up: its slope is told and not judged. */
const JUDGED_FROM_HOURS = 12;
/** What counts as no slope: its whole 95 % interval lies within so much a day, either way. */
const FLAT_MB_A_DAY = 10;
const DRAINED_WITHIN_SECONDS = 10;
/** Pages that were not answered, of all. */
const FAILED_PAGES = 0.01;

const mb = (bytes: number) => bytes / 1_048_576;

/** What came of it, and what of that must not be. */
export function reportOf(result: EnduranceResult): { lines: string[]; faults: string[] } {
  const { options, limit, samples, balance, readers, end } = result;
  const from = Math.min(WARM_UP_HOURS, options.hours / 3);
  const settled = samples.filter(({ hour }) => hour > from);
  const slope = (of: "heapUsed" | "external" | "rss") =>
    slopeOf(settled.map((sample) => ({ at: sample.hour / 24, value: mb(sample[of]) })));
  const [heap, external, rss] = [slope("heapUsed"), slope("external"), slope("rss")];
  const told = ({ estimate, low, high }: typeof heap) =>
    `${estimate.toFixed(2)} MB a day (95 %: ${low.toFixed(2)} to ${high.toFixed(2)})`;
  const sorted = result.rssBytes.toSorted((a, b) => a - b);
  const failures = [...readers.failures.values()].reduce((sum, count) => sum + count, 0);
  const [first, last] = [settled[0], settled.at(-1)];
  const handlesOf = (sample = first) =>
    Object.entries(sample?.handles ?? {})
      .map(([kind, count]) => `${count} ${kind}`)
      .join(", ");

  const lines = [
    `limit: ${mb(limit.bytes)} MB for the server process by ${limit.how}; Postgres is outside of it`,
    `resident: at most ${mb(result.peakRssBytes).toFixed(1)} MB, median ${mb(sorted[sorted.length >> 1] ?? 0).toFixed(1)} MB, looked at ${sorted.length} times; killed ${limit.kills} times` +
      (limit.peakBytes === null
        ? ""
        : `; charged to the limit, with files that the kernel keeps, at most ${mb(limit.peakBytes).toFixed(1)} MB`),
    `heap after a collection, ${settled.length} samples from hour ${from}: ${told(heap)}, from ${mb(first?.heapUsed ?? 0).toFixed(1)} to ${mb(last?.heapUsed ?? 0).toFixed(1)} MB; V8 allows itself ${mb(last?.heapLimit ?? 0).toFixed(0)} MB`,
    `outside of the heap: ${told(external)}, at last ${mb(last?.external ?? 0).toFixed(1)} MB; resident after a collection: ${told(rss)}`,
    `handles first: ${handlesOf(first)}; last: ${handlesOf(last)}`,
    `load: ${options.hours} h at ${options.speed} × the speed, ${balance.requests.sent} requests, ${balance.logs.sent} logs, ${result.metrics} own metrics; ${result.notVisited} requests left out for want of CPU`,
    `kept: requests ${balance.requests.stored} + ${balance.requests.dropped} dropped, logs ${balance.logs.stored} + ${balance.logs.dropped} dropped; lost ${balance.requests.lost} and ${balance.logs.lost}, twice ${balance.requests.twice} and ${balance.logs.twice}`,
    `readers: ${readers.pages} pages and ${readers.late} too late to be asked, ${readers.streams} streams with ${readers.liveEvents} events, ${readers.signIns} sign-ins, ${result.alerts} alerts; ${failures} failures`,
    `the server: ${result.cpuSeconds.toFixed(0)} s of CPU; its collectors came to ${result.machineSamples} of ${options.hours * 360} samples of the machine`,
    ...[...readers.failures].map(([message, count]) => `  ${count} × ${message}`),
    ...[...new Set(result.reported)].slice(0, 20).map((line) => `  the server said: ${line}`),
    `SIGTERM: ended after ${end.seconds.toFixed(2)} s with ${end.code ?? end.signal}`,
  ];

  const faults: string[] = [];
  const must = (isSo: boolean, otherwise: string) => {
    if (!isSo) faults.push(otherwise);
  };
  must(result.peakRssBytes <= limit.bytes, `${mb(result.peakRssBytes).toFixed(1)} MB were resident`);
  must(limit.kills === 0, `it was killed ${limit.kills} times`);
  must(
    options.hours < JUDGED_FROM_HOURS || (Math.abs(heap.low) < FLAT_MB_A_DAY && Math.abs(heap.high) < FLAT_MB_A_DAY),
    `the heap's slope is ${told(heap)}`,
  );
  for (const kind of ["requests", "logs"] as const) {
    must(balance[kind].lost === 0, `${balance[kind].lost} ${kind} lost`);
    must(balance[kind].twice === 0, `${balance[kind].twice} ${kind} twice`);
  }
  must(failures <= readers.pages * FAILED_PAGES, `${failures} answers failed`);
  must(
    end.code === 0 && end.seconds <= DRAINED_WITHIN_SECONDS,
    `SIGTERM: ${end.code ?? end.signal} after ${end.seconds.toFixed(1)} s`,
  );
  return { lines, faults };
}
