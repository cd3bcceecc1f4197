import { readOpenAnomalies, type Store } from "@vigie/storage";
import { startPostgres } from "@vigie/testing";
import { prepareDatabases } from "../endpoint-queries/databases.ts";
import type { Benchmark, Report } from "../report.ts";
import { median, rounded } from "../statistics.ts";
import { SimulatedDay } from "./simulated-day.ts";
import { clock, watchDay } from "./watched-day.ts";
import { measureWideTick } from "./wide-tick.ts";

const HOUR = 3_600;
/** A Tuesday. */
const MIDNIGHT_SECONDS = Date.UTC(2026, 10, 17) / 1000;
const FAULT = { slower: 4, failing: 0.08 };
const FAULT_SECONDS = 1_200;
const SEED = 1;

/** How often a service that is well is called unwell, by rules and by detectors, in a day as the demo has them. */
export const healthyDay: Benchmark = async ({ quick, say }) => {
  // The quick one has the deploy in it.
  const fromSeconds = MIDNIGHT_SECONDS + (quick ? 13 * HOUR : 0);
  const toSeconds = fromSeconds + (quick ? 2 : 24) * HOUR;
  await using postgres = await startPostgres();
  await using databases = await prepareDatabases(postgres.url, {
    fromMs: (fromSeconds - 2 * HOUR) * 1000,
    nowMs: fromSeconds * 1000,
  });
  const store = await databases.open("healthy_day");
  const day = new SimulatedDay(store, SEED);
  await day.start(fromSeconds);
  const healthy = await watchDay(store, day, { fromSeconds, toSeconds }, say);
  const said = await whatWasSaid(store);
  const { length: stillOpen } = await readOpenAnomalies(store);

  say("and then something breaks");
  const fault = { fromSeconds: toSeconds, toSeconds: toSeconds + FAULT_SECONDS, fault: FAULT };
  const broken = await watchDay(store, day, fault, say);
  const sum = (hours: typeof healthy.hours, of: "anomalies" | "alerts") =>
    hours.reduce((all, hour) => all + hour[of], 0);
  const [first] = await store.sql<{ anomaly: number; alert: number }[]>`
    SELECT (SELECT extract(epoch FROM min(raised_at)) FROM anomalies WHERE onset >= to_timestamp(${toSeconds}::float8))::float8 AS anomaly,
      (SELECT extract(epoch FROM min(opened_at)) FROM alerts WHERE since >= to_timestamp(${toSeconds}::float8))::float8 AS alert`;
  if (first?.anomaly == null || first.alert == null) throw new Error("the fault was not found");

  say("a tick with 1,000 endpoints");
  const wide = await measureWideTick(await databases.open("wide_tick"), fromSeconds);
  const figures: Report["figures"] = {
    simulatedHours: (toSeconds - fromSeconds) / HOUR,
    requests: day.requests,
    falseAlerts: sum(healthy.hours, "alerts"),
    anomaliesRaised: sum(healthy.hours, "anomalies"),
    anomaliesStillOpen: stillOpen,
    ticks: healthy.ticks,
    tickMs: rounded(median(healthy.tickMs), 2),
    tickCpuMs: rounded(median(healthy.tickCpuMs), 2),
    ruleMs: rounded(median(healthy.ruleMs), 2),
    alertsOfFault: sum(broken.hours, "alerts"),
    anomaliesOfFault: sum(broken.hours, "anomalies"),
    firstAlertSeconds: Math.round(first.alert - toSeconds),
    firstAnomalySeconds: Math.round(first.anomaly - toSeconds),
    wideTickSeries: wide.series,
    wideTickCpuMs: rounded(wide.cpuMs, 1),
    wideTickMs: rounded(wide.wallMs, 1),
  };
  const table = healthy.hours.map(({ startSeconds, ...found }) => ({ "hour (UTC)": clock(startSeconds), ...found }));
  return { figures, table, notes: [...said, ...NOTES] };
};

async function whatWasSaid({ sql }: Store): Promise<string[]> {
  const anomalies = await sql<{ at: Date; series: string; worst: number; expected: number }[]>`
    SELECT raised_at AS at, series, worst, expected FROM anomalies ORDER BY raised_at`;
  const alerts = await sql<{ at: Date; name: string; subject: string; worst: number }[]>`
    SELECT opened_at AS at, rule->>'name' AS name, subject, worst_value AS worst FROM alerts ORDER BY opened_at`;
  const time = (at: Date | string) => new Date(at).toISOString().slice(11, 19);
  const short = (value: number) => Number(value.toPrecision(3));
  return [
    ...anomalies.map(
      ({ at, series, worst, expected }) =>
        `anomaly ${time(at)} ${series}: ${short(worst)}, expected ${short(expected)}`,
    ),
    ...alerts.map(({ at, name, subject, worst }) => `alert ${time(at)} ${name} ${subject}: ${short(worst)}`),
  ];
}

const NOTES = [
  "two services as in the demo, with Redis, Postgres and the machine: a quiet night, bursts, slow requests, 0.4 % 5xx (6 % of one endpoint) and 0.6 % 4xx, garbage collection, checkpoints, a deploy at 14:30",
  "falseAlerts: alerts that the seeded rules opened; anomaliesRaised: episodes of the detectors, from the first value they were ever given on; all of them are false",
  "…OfFault: in 20 min right afterwards in which all requests take four times as long and 8 % fail; first…Seconds: how long that took, of a day at midnight, when there is a request a second",
  "tickMs, ruleMs: median of looking for anomalies and of evaluating the rules at one moment, every tenth time; tickCpuMs: what of it this process had to do, Postgres apart",
  "wideTick…: median of ticks with 10 services and 1,000 endpoints, every one with a value in each window",
];
