import { createAnomalyWatch, evaluateRules } from "@vigie/api";
import { compact, type Store } from "@vigie/storage";
import type { Fault } from "./service-day.ts";
import type { SimulatedDay } from "./simulated-day.ts";

/** The jobs of a server look so long after the end of a window. */
const LATER_SECONDS = 6;
/** How often it is noted that the services were heard of: often enough for a rule on silence. */
const HEARD_SECONDS = 30;
/** How often it is measured what looking costs. */
const MEASURED_SECONDS = 100;
const HOUR = 3_600;

/** What was found in one hour. */
export interface HourFound {
  startSeconds: number;
  requests: number;
  anomalies: number;
  alerts: number;
}

export interface DayFound {
  hours: HourFound[];
  ticks: number;
  /** Of some ticks of the anomaly watch, with what this process had to do for them, and of some evaluations of the rules. */
  tickMs: number[];
  tickCpuMs: number[];
  ruleMs: number[];
}

/** Lets the day pass, and the two jobs of a server look at it every ten seconds: anomalies and rules. */
export async function watchDay(
  store: Store,
  day: SimulatedDay,
  { fromSeconds, toSeconds, fault }: { fromSeconds: number; toSeconds: number; fault?: Fault },
  say: (line: string) => void,
): Promise<DayFound> {
  const found: DayFound = { hours: [], ticks: 0, tickMs: [], ruleMs: [], tickCpuMs: [] };
  const watch = createAnomalyWatch(store);
  for (let hourFrom = fromSeconds; hourFrom < toSeconds; hourFrom += HOUR) {
    const hourTo = Math.min(hourFrom + HOUR, toSeconds);
    const requestsBefore = day.requests;
    await day.write({ fromSeconds: hourFrom, toSeconds: hourTo, fault });
    const hour: HourFound = {
      startSeconds: hourFrom,
      requests: day.requests - requestsBefore,
      anomalies: 0,
      alerts: 0,
    };
    for (let seconds = hourFrom + 10; seconds <= hourTo; seconds += 10) {
      const nowSeconds = seconds + LATER_SECONDS;
      if (seconds % HEARD_SECONDS === 0) await day.heardAt(nowSeconds);

      const look = async () => {
        hour.anomalies += (await watch.tick(nowSeconds * 1000)).raised;
      };
      const judge = () => evaluateRules({ store, toSeconds: seconds, nowMs: nowSeconds * 1000 });
      // One after the other where they are measured; together it takes less of people's time.
      const isMeasured = seconds % MEASURED_SECONDS === 0;
      const evaluated = isMeasured ? await measured(found, look, judge) : (await Promise.all([judge(), look()]))[0];
      found.ticks++;
      if (evaluated === null || evaluated.problems.size > 0)
        throw new Error(`the rules could not be evaluated: ${[...(evaluated?.problems.values() ?? [])].join("; ")}`);
      hour.alerts += evaluated.opened;
    }
    await compact(store, (hourTo + LATER_SECONDS) * 1000);
    found.hours.push(hour);
    say(`${clock(hourFrom)}: ${hour.requests} requests, ${hour.anomalies} anomalies, ${hour.alerts} alerts`);
  }
  await watch.release();
  return found;
}

async function measured<T>(found: DayFound, look: () => Promise<void>, judge: () => Promise<T>): Promise<T> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  await look();
  const looked = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  const judged = await judge();
  found.tickMs.push(looked - began);
  found.tickCpuMs.push((user + system) / 1000);
  found.ruleMs.push(performance.now() - looked);
  return judged;
}

/** "14:00", UTC. */
export function clock(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 16);
}
