import { startPostgres } from "@vigie/testing";
import type { Benchmark, Report, Row } from "../report.ts";
import { median, rounded } from "../statistics.ts";
import { WORK_MEM } from "./classic.ts";
import { type Comparison, compareWithClassic } from "./compare.ts";
import { prepareDatabases, rollupBytes } from "./databases.ts";
import { type DayPlan, dayTraffic, judgeDay, loadDay, planDay, timeDays, timeHour } from "./day.ts";
import { loadTraffic, registerService } from "./load.ts";
import { judgeMonth, loadMonth, type MonthTimings, planMonth, timeMonth } from "./month.ts";
import type { Timings } from "./timing.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;

/**
 * What it costs to answer which endpoint is slow and which one fails: Vigie's rollups against one row per request, in the same Postgres, over the
 * same requests. Ends in an error when the two do not count the same.
 */
export const endpointQueries: Benchmark = async ({ quick, say }) => {
  const sizes = quick
    ? { requests: [100_000, 1_000_000, 10_000_000], moments: 8, monthMoments: 3, judged: 2, rounds: 1 }
    : { requests: [1_000_000, 10_000_000, 100_000_000], moments: 64, monthMoments: 24, judged: 8, rounds: 3 };
  const dayStart = Math.floor(Date.now() / 1000 / HOUR) * HOUR;
  say("starting Postgres, with the partitions of a month");
  await using cluster = await startPostgres();
  await using databases = await prepareDatabases(cluster.url, {
    fromMs: 1000 * (dayStart - 32 * DAY),
    nowMs: 1000 * dayStart,
  });

  const plan = planDay(dayStart, sizes.moments);
  const subjects = [];
  for (const [i, requestsPerDay] of sizes.requests.entries()) {
    say(`loading three days of ${requestsPerDay} requests each, 100 endpoints`);
    const detail = i === 1 ? plan.detail : plan.growthDetail;
    const store = await databases.open(`day_${requestsPerDay}`);
    subjects.push(await loadDay(store, { period: plan.period, detail, requestsPerDay }));
  }
  const subject = subjects[1];
  if (subject === undefined) throw new Error("nothing was loaded");
  say(`asking at ${plan.moments.length} moments`);
  const [small, middle, great] = (await timeDays(subjects, plan)) as [Timings, Timings, Timings];
  const hour = await timeHour(subject, plan);
  say("judging quantiles against the exact order statistics");
  const hourError = await judgeDay(subject, plan, { period: "1h", momentCount: sizes.judged });
  const dayError = await judgeDay(subject, plan, { period: "24h", momentCount: sizes.judged });

  const classic = await databases.plain("classic");
  const compared = await compareWithClassic(classic, subject, plan, { rounds: sizes.rounds, say });
  say("weighing what retention leaves of these 24 hours");
  const bytes = await weigh(await databases.open("weighed"), plan, sizes.requests[1] ?? 0);

  say("loading a month of 1,000 endpoints");
  const monthPlan = planMonth(dayStart, { momentCount: sizes.monthMoments, allHours: !quick });
  const monthSubject = await loadMonth(await databases.open("month"), monthPlan);
  say("asking about 7 and 30 days");
  const month = await timeMonth(monthSubject, monthPlan);
  say("judging quantiles over 7 and 30 days");
  const weekError = await judgeMonth(monthSubject, monthPlan, { length: "7d", questionCount: 2 });
  const monthError = await judgeMonth(monthSubject, monthPlan, { length: "30d", questionCount: quick ? 1 : 2 });

  return report({
    sizes: sizes.requests,
    days: [small, middle, great],
    hour,
    month,
    compared,
    bytes,
    errors: {
      "1h": hourError,
      "24h": Math.max(dayError, compared.maxQuantileError),
      "7d": weekError,
      "30d": monthError,
    },
  });
};

/** Loads the 24 hours alone, at the steps that a server has at their end, and adds up their bytes by step. */
async function weigh(store: Parameters<typeof rollupBytes>[0], plan: DayPlan, requests: number) {
  const traffic = dayTraffic(requests);
  const service = await registerService(store, traffic.shapes, plan.classic.fromSeconds);
  await loadTraffic(store, {
    service,
    rollup: (endpoint, unit) => traffic.rollup(endpoint, unit),
    detail: plan.detail,
    period: plan.classic,
    isKept: (level, startSeconds) => level > 1 || startSeconds >= plan.fineFrom,
  });
  return rollupBytes(store);
}

interface Found {
  sizes: number[];
  days: [Timings, Timings, Timings];
  hour: Timings;
  month: MonthTimings[];
  compared: Comparison;
  bytes: { step: number; bytes: number }[];
  errors: Record<"1h" | "24h" | "7d" | "30d", number>;
}

function report({ sizes, days, hour, month, compared, bytes, errors }: Found): Report {
  const [small, middle, great] = days;
  const classicMs = Math.min(...WORK_MEM.map((workMem) => median(compared.classicMs[workMem])));
  const monthOf = (length: string) =>
    month.filter((one) => one.length === length).flatMap((one) => one.timings.procedureMs);
  const vigieBytes = bytes.reduce((sum, one) => sum + one.bytes, 0);
  const figures = {
    classicRatio24h: Math.round(classicMs / median(compared.vigieMs)),
    classicRatio24hProcedure: Math.round(classicMs / median(middle.procedureMs)),
    medianMs24h: rounded(median(middle.procedureMs), 2),
    worstMs24h: rounded(Math.max(...middle.procedureMs), 2),
    medianMs7d: rounded(median(monthOf("7d")), 1),
    medianMs30d: rounded(median(monthOf("30d")), 1),
    maxQuantileError: rounded(Math.max(...Object.values(errors)), 5),
    bytesRatio: rounded(vigieBytes / compared.classicBytes, 5),
    growth100x: rounded(median(great.procedureMs) / median(small.procedureMs), 3),
  };
  const row = (
    design: string,
    {
      endpoints = 100,
      requests,
      period,
      ms,
      readingMs,
      error,
    }: {
      endpoints?: number;
      requests: number;
      period: string;
      ms: number[];
      readingMs?: number[];
      error?: number;
    },
  ): Row => ({
    design,
    endpoints,
    "requests/day": requests,
    period,
    "median ms": rounded(median(ms), 2),
    "worst ms": rounded(Math.max(...ms), 2),
    "reading ms": readingMs ? rounded(median(readingMs), 2) : "–",
    "quantile error": error === undefined ? "–" : rounded(error, 5),
  });
  const day = (i: 0 | 1 | 2, error?: number): Row =>
    row("vigie", {
      requests: sizes[i] ?? 0,
      period: "24h",
      ms: days[i].procedureMs,
      readingMs: days[i].readingMs,
      ...(error === undefined ? {} : { error }),
    });
  const mb = (value: number) => `${rounded(value / 1e6, 1)} MB`;
  return {
    figures,
    table: [
      ...WORK_MEM.map((workMem) =>
        row(`classic, work_mem ${workMem}`, {
          requests: compared.requests,
          period: "24h",
          ms: compared.classicMs[workMem],
        }),
      ),
      row("vigie, same columns", {
        requests: compared.requests,
        period: "24h",
        ms: compared.vigieMs,
        error: compared.maxQuantileError,
      }),
      row("vigie", {
        requests: sizes[1] ?? 0,
        period: "1h",
        ms: hour.procedureMs,
        readingMs: hour.readingMs,
        error: errors["1h"],
      }),
      day(1, errors["24h"]),
      day(0),
      day(2),
      ...month.map(({ length, isPreset, timings }) =>
        row("vigie", {
          endpoints: 1_000,
          requests: 100_800_000,
          period: isPreset ? length : `${length} from–to`,
          ms: timings.procedureMs,
          readingMs: timings.readingMs,
          error: errors[length],
        }),
      ),
    ],
    notes: [
      `classic: ${compared.requests} rows, ${mb(compared.classicBytes)} with indexes, ${rounded(compared.classicBytes / compared.requests, 1)} bytes a request; at most ${compared.workers} parallel workers, as Postgres has by default`,
      `vigie: ${mb(vigieBytes)}, ${rounded(vigieBytes / compared.requests, 2)} bytes a request, by step: ${bytes.map(({ step, bytes: size }) => `${step} s ${mb(size)}`).join(", ")}`,
      `growth from ${sizes[0]} to ${sizes[2]} requests a day: the procedure ${figures.growth100x}, reading alone ${rounded(median(great.readingMs) / median(small.readingMs), 3)}`,
      "counts and averages of both designs, and of all periods that were judged, are equal",
    ],
  };
}
