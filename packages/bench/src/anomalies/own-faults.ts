import { FAULTS, healthyDays, OUR_SERIES, START_SECONDS, STEP_SECONDS, STEPS_PER_DAY } from "./ours.ts";
import { vigieAlarms } from "./rivals.ts";

const FAULT_DAY = 3;
/** How long after its beginning a fault may still be found. */
const FAULT_STEPS = STEPS_PER_DAY / 2;
const HOURS = [2, 7, 10, 13, 20];

/** The alarms in healthy series of all kinds, which are all false. */
export function healthyAlarms(options: { seeds: number; days: number }): { seriesDays: number; alarms: number } {
  let alarms = 0;
  const names = Object.keys(OUR_SERIES);
  for (const name of names) {
    for (let seed = 1; seed <= options.seeds; seed++) {
      const values = healthyDays(name, options.days, seed);
      alarms += vigieAlarms(OUR_SERIES[name]?.options)(times(values.length), values).length;
    }
  }
  return { seriesDays: names.length * options.seeds * options.days, alarms };
}

/** By fault: the seconds until the alarm in each series that can have it, `null` where there was none. */
export function findFaults(options: { seeds: number }): Map<string, (number | null)[]> {
  const found = new Map<string, (number | null)[]>();
  for (const fault of Object.keys(FAULTS)) {
    const delays: (number | null)[] = [];
    for (const [name, series] of Object.entries(OUR_SERIES)) {
      // Where values are zero anyway, none is missed.
      if (fault === "dropToZero" && name.startsWith("error rate")) continue;
      for (let seed = 1; seed <= options.seeds; seed++) {
        const hour = HOURS[seed % HOURS.length] as number;
        const from = Math.round((FAULT_DAY + hour / 24) * STEPS_PER_DAY);
        const values = healthyDays(name, FAULT_DAY + 2, seed).slice(0, from + FAULT_STEPS);
        const change = FAULTS[fault];
        for (let i = from; i < values.length; i++)
          values[i] = change?.(series, values[i] as number, i - from) as number;
        const alarm = vigieAlarms(series.options)(times(values.length), values).find((row) => row >= from);
        delays.push(alarm === undefined ? null : (alarm - from) * STEP_SECONDS);
      }
    }
    found.set(fault, delays);
  }
  return found;
}

function times(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => START_SECONDS + i * STEP_SECONDS);
}
