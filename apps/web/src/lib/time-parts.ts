/** Where the time of requests went, as the API tells it: milliseconds. */
interface TimeParts {
  ownMs: number;
  poolMs: number;
  sqlMs: number;
  cacheMs: number;
  httpMs: number;
}

/** The words for the parts, in the order in which every bar and legend has them. */
export const TIME_PART_NAMES = ["own code", "pool wait", "SQL", "cache", "HTTP"] as const;

/** The parts with their names, for a bar. */
export function namedTimeParts({
  ownMs,
  poolMs,
  sqlMs,
  cacheMs,
  httpMs,
}: TimeParts): { name: string; value: number }[] {
  const values = [ownMs, poolMs, sqlMs, cacheMs, httpMs];
  return TIME_PART_NAMES.map((name, index) => ({ name, value: values[index] ?? 0 }));
}
