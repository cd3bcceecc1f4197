import type { Store } from "@vigie/storage";
import { Random } from "../random.ts";
import { LargeTraffic } from "./large-traffic.ts";
import { loadTraffic, registerService } from "./load.ts";
import { momentsOf } from "./moments.ts";
import { loadPresence } from "./presence.ts";
import { exactRow, worstQuantileError } from "./quality.ts";
import { noTimings, type Subject, type Timings, timeAt } from "./timing.ts";
import { endpointShapes } from "./traffic.ts";
import { Detail } from "./units.ts";
import type { PeriodInput } from "./vigie.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
export const MONTH_ENDPOINTS = 1_000;
/** 70 requests per endpoint and minute. */
export const MONTH_REQUESTS_PER_DAY = MONTH_ENDPOINTS * 70 * 1_440;
const LENGTHS = { "7d": 7 * DAY, "30d": 30 * DAY } as const;

export type MonthPeriod = keyof typeof LENGTHS;

/** One question: the last so many days, or as many from one minute to another. */
interface Question {
  nowSeconds: number;
  length: MonthPeriod;
  period: PeriodInput;
}

export interface MonthPlan {
  questions: Question[];
  detail: Detail;
  period: { fromSeconds: number; toSeconds: number };
}

/**
 * At each moment both lengths, as presets, and from one random minute to another. Without `allHours`, hours too are
 * loaded only where one of these periods begins or ends.
 */
export function planMonth(
  dayStart: number,
  { momentCount, allHours }: { momentCount: number; allHours: boolean },
): MonthPlan {
  const random = new Random(7);
  const detail = new Detail(allHours ? 21_600 : 86_400);
  const questions: Question[] = [];
  for (const nowSeconds of momentsOf(dayStart, { count: momentCount, seed: 2 })) {
    detail.addMoment(nowSeconds);
    for (const length of ["7d", "30d"] as const) {
      questions.push({ nowSeconds, length, period: length });
      detail.addEdge(nowSeconds - LENGTHS[length], length === "7d" ? 600 : HOUR);
      // Older than what is kept to ten seconds, so that both ends are whole minutes.
      const to = 60 * Math.floor((nowSeconds - 4 * HOUR - DAY * random.next()) / 60);
      const from = Math.max(to - LENGTHS[length], 60 * Math.ceil((nowSeconds - LENGTHS["30d"]) / 60));
      questions.push({ nowSeconds, length, period: { from: iso(from), to: iso(to) } });
      detail.addEdge(from, 60);
      detail.addEdge(to, 60);
    }
  }
  return {
    questions,
    detail,
    period: { fromSeconds: Math.floor((dayStart - 30 * DAY) / DAY) * DAY, toSeconds: dayStart + DAY + 10 },
  };
}

export interface MonthSubject extends Subject {
  traffic: LargeTraffic;
}

export async function loadMonth(store: Store, { detail, period }: MonthPlan): Promise<MonthSubject> {
  const traffic = new LargeTraffic({
    shapes: endpointShapes(MONTH_ENDPOINTS),
    requestsPerDay: MONTH_REQUESTS_PER_DAY,
    seed: 9,
  });
  const service = await registerService(store, traffic.exact.shapes, period.fromSeconds);
  const rollup: LargeTraffic["rollup"] = (endpoint, unit) => traffic.rollup(endpoint, unit);
  await loadTraffic(store, { service, rollup, detail, period });
  await loadPresence(store, { service, period, fineFromSeconds: period.toSeconds - 3 * DAY });
  return { store, service, traffic };
}

export interface MonthTimings {
  length: MonthPeriod;
  isPreset: boolean;
  timings: Timings;
}

export async function timeMonth(subject: MonthSubject, { questions }: MonthPlan): Promise<MonthTimings[]> {
  const found: MonthTimings[] = [];
  for (const { length, period, nowSeconds } of questions) {
    const isPreset = period === length;
    let kind = found.find((one) => one.length === length && one.isPreset === isPreset);
    if (kind === undefined) {
      kind = { length, isPreset, timings: noTimings() };
      found.push(kind);
    }
    await timeAt(subject, { nowSeconds, period, into: kind.timings });
  }
  return found;
}

/** The largest relative error of the quantiles of some of the endpoints that were drawn request by request. */
export async function judgeMonth(
  { traffic, ...subject }: MonthSubject,
  { questions, detail }: MonthPlan,
  { length, questionCount, endpointCount }: { length: MonthPeriod; questionCount: number; endpointCount: number },
): Promise<number> {
  let worst = 0;
  for (const { nowSeconds, period } of questions.filter((one) => one.length === length).slice(0, questionCount)) {
    const answer = await timeAt(subject, { nowSeconds, period, into: noTimings() });
    for (const endpoint of traffic.exactEndpoints.slice(0, endpointCount)) {
      const found = answer.endpoints.find(({ id }) => id === subject.service.endpointIds[endpoint]);
      if (found === undefined) throw new Error(`endpoint ${endpoint} is missing from the last ${length}`);
      const exact = exactRow(traffic.exact, { endpoint, detail, period: answer.period });
      worst = Math.max(worst, worstQuantileError(found, exact, `endpoint ${endpoint}, ${length} at ${nowSeconds}`));
    }
  }
  return worst;
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
