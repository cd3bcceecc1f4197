import type { Store } from "@vigie/storage";
import { Random } from "../random.ts";
import { shuffled } from "../statistics.ts";
import { loadTraffic, registerService } from "./load.ts";
import { momentsOf } from "./moments.ts";
import { loadPresence } from "./presence.ts";
import { exactRow, worstQuantileError } from "./quality.ts";
import { noTimings, type Subject, type Timings, timeAt } from "./timing.ts";
import { endpointShapes, Traffic } from "./traffic.ts";
import { Detail } from "./units.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const ENDPOINTS = 100;
/** A day is compared with the one before, which begins up to two hours before it. */
const HISTORY = 2 * DAY + 2 * HOUR;
/** How long a server keeps what ingest appends (partitions.ts of storage). */
const FINE_RETENTION = 2 * HOUR;

/** The day whose every second is asked about, and the traffic of 100 endpoints in it and the two days before. */
export interface DayPlan {
  /** Seconds since 1970; the day begins at a whole hour. */
  dayStart: number;
  moments: number[];
  /** With all that a server has at the end of `classic`. */
  detail: Detail;
  /** With what is read at the moments, and no more. */
  growthDetail: Detail;
  period: { fromSeconds: number; toSeconds: number };
  /** The 24 hours that the classic design holds too, at edges that are whole minutes and nothing wider. */
  classic: { fromSeconds: number; toSeconds: number };
  /** From here on a server whose clock shows the end of `classic` has what ingest appended: partitions are dropped by the hour. */
  fineFrom: number;
}

export function planDay(dayStart: number, momentCount: number): DayPlan {
  const moments = momentsOf(dayStart, { count: momentCount, seed: 1 });
  const toSeconds = dayStart + 17 * HOUR + 43 * 60;
  const fineFrom = Math.floor((toSeconds - FINE_RETENTION) / HOUR) * HOUR;
  const atMoments = () => {
    const detail = new Detail(600);
    for (const moment of [...moments, toSeconds]) detail.addMoment(moment);
    for (const moment of moments) detail.addEdge(moment - HOUR, 10);
    return detail;
  };
  const detail = atMoments();
  for (let minute = fineFrom; minute < toSeconds; minute += 60) detail.addEdge(minute, 10);
  return {
    dayStart,
    moments,
    detail,
    growthDetail: atMoments(),
    period: { fromSeconds: dayStart - HISTORY, toSeconds: dayStart + DAY + 10 },
    classic: { fromSeconds: toSeconds - DAY, toSeconds },
    fineFrom,
  };
}

export interface DaySubject extends Subject {
  traffic: Traffic;
}

export function dayTraffic(requestsPerDay: number): Traffic {
  return new Traffic({ shapes: endpointShapes(ENDPOINTS), requestsPerDay, seed: 3 });
}

/** Three days of so many requests each, with the process figures beside them. */
export async function loadDay(
  store: Store,
  { period, detail, requestsPerDay }: { period: DayPlan["period"]; detail: Detail; requestsPerDay: number },
): Promise<DaySubject> {
  const traffic = dayTraffic(requestsPerDay);
  const service = await registerService(store, traffic.shapes, period.fromSeconds);
  await loadTraffic(store, { service, rollup: (endpoint, unit) => traffic.rollup(endpoint, unit), detail, period });
  await loadPresence(store, { service, period, fineFromSeconds: period.fromSeconds });
  return { store, service, traffic };
}

/** The last 24 hours at every moment, on all subjects by turns. */
export async function timeDays(subjects: readonly DaySubject[], { moments }: DayPlan): Promise<Timings[]> {
  const random = new Random(5);
  const timings = subjects.map(noTimings);
  for (const nowSeconds of moments) {
    for (const i of shuffled([...subjects.keys()], () => random.next()))
      await timeAt(subjects[i] as DaySubject, { nowSeconds, period: "24h", into: timings[i] as Timings });
  }
  return timings;
}

/** The last hour at every moment. */
export async function timeHour(subject: DaySubject, { moments }: DayPlan): Promise<Timings> {
  const timings = noTimings();
  for (const nowSeconds of moments) await timeAt(subject, { nowSeconds, period: "1h", into: timings });
  return timings;
}

/** The largest relative error of all quantiles of all endpoints, at some of the moments. */
export async function judgeDay(
  { traffic, ...subject }: DaySubject,
  { moments, detail }: DayPlan,
  { period, momentCount }: { period: "1h" | "24h"; momentCount: number },
): Promise<number> {
  let worst = 0;
  for (const nowSeconds of moments.slice(0, momentCount)) {
    const answer = await timeAt(subject, { nowSeconds, period, into: noTimings() });
    for (const found of answer.endpoints) {
      const endpoint = subject.service.endpointIds.indexOf(found.id);
      const exact = exactRow(traffic, { endpoint, detail, period: answer.period });
      worst = Math.max(worst, worstQuantileError(found, exact, `endpoint ${endpoint}, ${period} at ${nowSeconds}`));
    }
  }
  return worst;
}
