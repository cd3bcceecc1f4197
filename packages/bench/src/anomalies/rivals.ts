import { createDetector, type DetectorOptions } from "@vigie/series";

/** Gives the rows at which a detector raises an alarm; it sees each row before the next. */
export type Alarms = (atSeconds: Float64Array, values: Float64Array) => number[];

export function vigieAlarms(options: DetectorOptions = {}): Alarms {
  return (times, values) => {
    const detector = createDetector(options);
    const alarms: number[] = [];
    for (let row = 0; row < values.length; row++) {
      const atSeconds = times[row] as number;
      const { episode } = detector.observe({ atSeconds, value: values[row] as number });
      if (episode?.raisedSeconds === atSeconds) alarms.push(row);
    }
    return alarms;
  };
}

/** Before so many values there is no alarm. */
const FIRST_VALUES = 100;
/** So many values within the limits end an episode. */
const QUIET_VALUES = 30;

/** What alerts usually are: values further than three standard deviations from the mean of those before, up to so many. */
export function threeSigma(options: { values: number; alarm: "every value" | "once" }): Alarms {
  return (_times, values) => {
    const alarms: number[] = [];
    let quiet = QUIET_VALUES;
    let sum = 0;
    let squares = 0;
    for (let row = 0; row < values.length; row++) {
      const value = values[row] as number;
      const count = Math.min(row, options.values);
      const mean = sum / count;
      const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
      if (count >= FIRST_VALUES && Math.abs(value - mean) > 3 * deviation) {
        if (options.alarm === "every value" || quiet >= QUIET_VALUES) alarms.push(row);
        quiet = 0;
      } else quiet++;
      const leaving = row >= options.values ? (values[row - options.values] as number) : 0;
      sum += value - leaving;
      squares += value * value - leaving * leaving;
    }
    return alarms;
  };
}
