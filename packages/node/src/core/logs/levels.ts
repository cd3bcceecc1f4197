import { LOG_LEVELS, type LogLevel } from "@vigie/protocol";

/** pino's numbers of the levels of the wire, in their order. */
const NUMBERS = [10, 20, 30, 40, 50, 60] as const;

/** Names that other loggers use. */
const ALIASES: Readonly<Record<string, LogLevel>> = {
  silly: "trace",
  input: "trace",
  verbose: "debug",
  prompt: "debug",
  http: "debug",
  log: "info",
  data: "info",
  help: "info",
  information: "info",
  informational: "info",
  notice: "info",
  success: "info",
  warning: "warn",
  err: "error",
  crit: "fatal",
  critical: "fatal",
  alert: "fatal",
  emerg: "fatal",
  emergency: "fatal",
  panic: "fatal",
};
/** Names that say nothing more than the level of the wire does. */
const SYNONYMS = new Set<string>([...LOG_LEVELS, "log", "warning", "err", "information", "informational"]);

/** A level of the wire, and what the logger called it where that says more. */
export interface ReadLevel {
  readonly level: LogLevel;
  readonly name: string | undefined;
}

/** Of a name that some logger gave, in any case; undefined where nobody knows it. */
export function levelNamed(name: string): ReadLevel | undefined {
  const plain = name.toLowerCase();
  const known = (LOG_LEVELS as readonly string[]).includes(plain) ? (plain as LogLevel) : undefined;
  const level = known ?? (Object.hasOwn(ALIASES, plain) ? ALIASES[plain] : undefined);
  return level === undefined ? undefined : { level, name: SYNONYMS.has(plain) ? undefined : name };
}

/** The nearest level at or below a number of pino's; what is below all of them is a trace. */
export function levelNumbered(number: number): LogLevel {
  let level: LogLevel = LOG_LEVELS[0];
  for (const [i, from] of NUMBERS.entries()) if (number >= from) level = LOG_LEVELS[i] ?? level;
  return Number.isFinite(number) ? level : "info";
}

/** By pino's numbers. */
export const STANDARD: ReadonlyMap<number, ReadLevel> = new Map(
  NUMBERS.map((number) => [number, { level: levelNumbered(number), name: undefined }]),
);

/**
 * Of a level that its logger ranks, the higher the less it matters, as winston and syslog do: by its name, else the nearest one that
 * matters no more and is known, else info.
 */
export function levelRanked(name: string, ranks: Readonly<Record<string, number>>): ReadLevel {
  const named = levelNamed(name);
  if (named !== undefined) return named;
  const rank = Object.hasOwn(ranks, name) ? (ranks[name] ?? Number.NaN) : Number.NaN;
  const below = Object.keys(ranks)
    .filter((other) => (ranks[other] ?? 0) >= rank)
    .sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0));
  for (const other of below) {
    const known = levelNamed(other);
    if (known !== undefined) return { level: known.level, name };
  }
  return { level: "info", name };
}
