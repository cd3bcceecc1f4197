import type { Store } from "@vigie/storage";
import { startPostgres } from "@vigie/testing";
import type { Benchmark, Report, Row } from "../report.ts";
import { median, rounded } from "../statistics.ts";
import { WORK_MEM } from "./classic.ts";
import { type Comparison, compareWithClassic } from "./compare.ts";
import { prepareDatabases, rollupBytes } from "./databases.ts";
import { type DayPlan, dayTraffic, judgeDay, loadDay, planDay, timeDays, timeHour } from "./day.ts";
import { loadTraffic, registerService } from "./load.ts";
import {
  judgeMonth,
  loadMonth,
  MONTH_ENDPOINTS,
  MONTH_REQUESTS_PER_DAY,
  type MonthTimings,
  planMonth,
  timeMonth,
} from "./month.ts";
import type { Timings } from "./timing.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** How many requests the bytes of Vigie are spread over; those of the classic design do not depend on it. */
const WEIGHED_REQUESTS = 100 * 70 * 1_440;

/**
 * What it costs to answer which endpoint is slow and which one fails: Vigie's rollups against one row per request, in the same Postgres, over the
 * same requests. Ends in an error when the two do not count the same.
 */
export const endpointQueries: Benchmark = async ({ quick, say }) => {
  const sizes = quick
    ? { requests: [20_000, 200_000, 2_000_000], moments: 4, monthMoments: 1, judged: 1, exact: 2, rounds: 1 }
    : {
        requests: [1_000_000, 10_000_000, 100_000_000],
        moments: 64,
        monthMoments: 24,
        judged: 8,
        exact: 20,
        rounds: 3,
      };
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
  const bytes = await weigh(await databases.open("weighed"), plan);

  say("loading a month of 1,000 endpoints");
  const monthPlan = planMonth(dayStart, { momentCount: sizes.monthMoments, allHours: !quick });
  const monthSubject = await loadMonth(await databases.open("month"), monthPlan);
  say("asking about 7 and 30 days");
  const month = await timeMonth(monthSubject, monthPlan);
  say("judging quantiles over 7 and 30 days");
  const weekError = await judgeMonth(monthSubject, monthPlan, {
    length: "7d",
    questionCount: quick ? 1 : 2,
    endpointCount: sizes.exact,
  });
  const monthError = await judgeMonth(monthSubject, monthPlan, {
    length: "30d",
    questionCount: quick ? 1 : 2,
    endpointCount: sizes.exact,
  });

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

/**
 * Loads the 24 hours alone, with 70 requests per endpoint and minute, at the steps that a server has at their end, and adds up their bytes
 * by step.
 */
async function weigh(store: Store, plan: DayPlan) {
  const traffic = dayTraffic(WEIGHED_REQUESTS);
  const service = await registerService(store, traffic.shapes, plan.classic.fromSeconds);
  await loadTraffic(store, {
    service,
    rollup: (endpoint, unit) => traffic.rollup(endpoint, unit),
    detail: plan.detail,
    period: plan.classic,
    tensFrom: plan.fineFrom,
    // At that moment compaction has made one row of ten seconds of all that is older.
    appendedFrom: plan.classic.toSeconds - 30,
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
  const monthOf = (length: string, which: keyof Timings) =>
    month.filter((one) => one.length === length).flatMap((one) => one.timings[which]);
  const vigieBytes = bytes.reduce((sum, one) => sum + one.bytes, 0);
  const vigiePerRequest = vigieBytes / WEIGHED_REQUESTS;
  const classicPerRequest = compared.classicBytes / compared.requests;
  const figures = {
    classicRatio24h: Math.round(classicMs / median(compared.vigieMs)),
    classicRatio24hCold: Math.round(classicMs / median(compared.vigieColdMs)),
    classicRatio24hProcedure: Math.round(classicMs / median(middle.againMs)),
    medianMs24h: rounded(median(middle.againMs), 2),
    worstMs24h: rounded(Math.max(...middle.againMs), 2),
    firstMs24h: rounded(median(middle.firstMs), 2),
    medianMs7d: rounded(median(monthOf("7d", "againMs")), 1),
    firstMs7d: rounded(median(monthOf("7d", "firstMs")), 1),
    medianMs30d: rounded(median(monthOf("30d", "againMs")), 1),
    firstMs30d: rounded(median(monthOf("30d", "firstMs")), 1),
    maxQuantileError: rounded(Math.max(...Object.values(errors)), 5),
    bytesRatio: rounded(vigiePerRequest / classicPerRequest, 5),
    growth100x: rounded(median(great.againMs) / median(small.againMs), 3),
    firstGrowth100x: rounded(median(great.firstMs) / median(small.firstMs), 3),
  };
  const none = { "first ms": "–", "again ms": "–", "worst again ms": "–" };
  const columns = (reading: readonly number[], timings?: Timings) => ({
    "columns alone ms": rounded(median(reading), 2),
    ...(timings === undefined
      ? none
      : {
          "first ms": rounded(median(timings.firstMs), 2),
          "again ms": rounded(median(timings.againMs), 2),
          "worst again ms": rounded(Math.max(...timings.againMs), 2),
        }),
  });
  const day = (requests: number, timings: Timings, period: "1h" | "24h"): Row => ({
    design: "vigie",
    endpoints: 100,
    "requests/day": requests,
    period,
    ...columns(timings.readingMs, timings),
  });
  const mb = (value: number) => `${rounded(value / 1e6, 1)} MB`;
  return {
    figures,
    table: [
      ...WORK_MEM.map((workMem) => ({
        design: `classic, work_mem ${workMem}`,
        endpoints: 100,
        "requests/day": compared.requests,
        period: "24h",
        ...columns(compared.classicMs[workMem]),
      })),
      {
        design: "vigie, beside it",
        endpoints: 100,
        "requests/day": compared.requests,
        period: "24h",
        ...columns(compared.vigieMs),
      },
      {
        design: "vigie, first after it",
        endpoints: 100,
        "requests/day": compared.requests,
        period: "24h",
        ...columns(compared.vigieColdMs),
      },
      day(sizes[1] ?? 0, hour, "1h"),
      day(sizes[0] ?? 0, small, "24h"),
      day(sizes[1] ?? 0, middle, "24h"),
      day(sizes[2] ?? 0, great, "24h"),
      ...month.map(({ length, isPreset, timings }) => ({
        design: "vigie",
        endpoints: MONTH_ENDPOINTS,
        "requests/day": MONTH_REQUESTS_PER_DAY,
        period: isPreset ? length : `${length} from–to`,
        ...columns(timings.readingMs, timings),
      })),
    ],
    notes: [
      `classic: ${compared.requests} rows, ${mb(compared.classicBytes)} with indexes, ${rounded(classicPerRequest, 1)} bytes a request; at most ${compared.workers} parallel workers, as Postgres has by default`,
      `vigie: ${mb(vigieBytes)} for ${WEIGHED_REQUESTS} requests, ${rounded(vigiePerRequest, 2)} bytes a request, by step: ${bytes.map(({ step, bytes: size }) => `${step} s ${mb(size)}`).join(", ")}`,
      `growth from ${sizes[0]} to ${sizes[2]} requests a day: again ${figures.growth100x}, first ${figures.firstGrowth100x}, columns alone ${rounded(median(great.readingMs) / median(small.readingMs), 3)}`,
      `largest error of a quantile: ${Object.entries(errors)
        .map(([period, error]) => `${period} ${rounded(100 * error, 3)} %`)
        .join(", ")}`,
      "counts and averages of both designs, and of all periods that were judged, are equal",
    ],
  };
}
