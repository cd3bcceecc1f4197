import { LIMITS, LOG_LEVELS, type LogLevel } from "@vigie/protocol";
import { FIELDS, type FieldName } from "./fields.ts";
import { nearestField } from "./hints.ts";
import { readValues, type Value } from "./read-values.ts";
import {
  type AttributeTerm,
  type Comparison,
  compares,
  KEPT_REASONS,
  NUMBER,
  type Pattern,
  type SearchTerm,
} from "./search.ts";
import { invalid, type Source } from "./source.ts";

export function parseField(source: Source, name: FieldName, offset: number): SearchTerm {
  const field = FIELDS[name];
  const values = readValues(source, name, offset, field);
  const place = { offset, length: source.at - offset };
  const { comparison, first, all } = values;
  switch (name) {
    case "level":
      return { kind: "level", levels: levelsOf(comparison, all), ...place };
    case "status":
      return {
        kind: "status",
        ranges: comparison ? [statusesFrom(comparison, first)] : all.map(statusRange),
        ...place,
      };
    case "duration":
      if (comparison === null) {
        throw invalid(first, "a duration is never met exactly", `a comparison, such as duration:>${first.text}`);
      }
      return { kind: "duration", comparison, ms: milliseconds(first), ...place };
    case "kept":
      return { kind: "kept", reasons: KEPT_REASONS.filter((reason) => all.map(keptReason).includes(reason)), ...place };
    case "trace":
      return { kind: "id", field: name, prefixes: all.map((value) => idPrefix(value, 32)), ...place };
    case "statement":
      return { kind: "id", field: name, prefixes: all.map((value) => idPrefix(value, 16)), ...place };
    case "method":
      return { kind: "name", field: name, patterns: all.map(namePattern).map(upperCased), ...place };
    default:
      return { kind: "name", field: name, patterns: all.map(namePattern), ...place };
  }
}

export function parseAttribute(source: Source, name: string, offset: number): AttributeTerm {
  const { comparison, first, all } = readValues(source, name, offset, {
    value: "a value",
    examples: [`${name}:42`, `${name}:*`],
    compares: true,
  });
  const place = { offset, length: source.at - offset };
  if (comparison !== null) {
    const value = Number(first.text);
    if (!NUMBER.test(first.text) || !Number.isFinite(value)) {
      const near = nearestField(name);
      const meant = near === null ? "" : `; or ${near}:${comparison}${first.text}`;
      throw invalid(first, `${first.text} is not a number`, `a number, such as ${name}:${comparison}10${meant}`);
    }
    return { kind: "attribute", name, test: { kind: "compares", comparison, value }, ...place };
  }
  const patterns = all.map((value) => value.pattern);
  const test = patterns.some(isAnything) ? ({ kind: "exists" } as const) : ({ kind: "is", patterns } as const);
  return { kind: "attribute", name, test, ...place };
}

const isAnything = (pattern: Pattern) => pattern.length === 2 && pattern.every((piece) => piece === "");
const upperCased = (pattern: Pattern) => pattern.map((piece) => piece.toUpperCase());

function namePattern(value: Value): Pattern {
  if (value.pattern.join("") === "" && value.pattern.length === 1) {
    throw invalid(value, "there is nothing between these quotes", "a name");
  }
  return value.pattern;
}

/** What other loggers call the levels; numbers are those of pino. */
const LEVEL_SYNONYMS: Readonly<Record<string, LogLevel>> = {
  verbose: "debug",
  information: "info",
  notice: "info",
  warning: "warn",
  err: "error",
  critical: "fatal",
  crit: "fatal",
  alert: "fatal",
  emergency: "fatal",
  emerg: "fatal",
  panic: "fatal",
  "10": "trace",
  "20": "debug",
  "30": "info",
  "40": "warn",
  "50": "error",
  "60": "fatal",
};

function levelOf(value: Value): LogLevel {
  const name = value.text.toLowerCase();
  const level = LOG_LEVELS.find((known) => known === name);
  if (level) return level;
  const synonym = Object.hasOwn(LEVEL_SYNONYMS, name) ? LEVEL_SYNONYMS[name] : undefined;
  if (synonym) return synonym;
  throw invalid(value, `there is no level ${value.text}`, `one of ${LOG_LEVELS.join(", ")}`);
}

function levelsOf(comparison: Comparison | null, values: readonly Value[]): LogLevel[] {
  if (values.some((value) => value.text === "*")) return [...LOG_LEVELS];
  const [first, ...rest] = values.map((value) => LOG_LEVELS.indexOf(levelOf(value)));
  const wanted = LOG_LEVELS.filter((_, at) =>
    comparison === null ? at === first || rest.includes(at) : compares(at, comparison, first ?? 0),
  );
  const [value] = values;
  if (wanted.length === 0 && value) {
    throw invalid(value, `no level is ${comparison} ${value.text}`, `one of ${LOG_LEVELS.join(", ")}, in this order`);
  }
  return wanted;
}

const LOWEST_STATUS = 100;
const HIGHEST_STATUS = 999;

function statusRange(value: Value): { from: number; to: number } {
  const { text } = value;
  if (text === "*") return { from: LOWEST_STATUS, to: HIGHEST_STATUS };
  if (!/^[1-9](?:\d\d|\dx|xx)$/i.test(text)) {
    throw invalid(value, `${text} is no status`, "three digits, such as 404, or a class, such as 5xx or 50x");
  }
  return { from: Number(text.replace(/x/gi, "0")), to: Number(text.replace(/x/gi, "9")) };
}

function statusesFrom(comparison: Comparison, value: Value): { from: number; to: number } {
  const { from, to } = statusRange(value);
  if (from !== to) throw invalid(value, `${value.text} cannot be compared`, `three digits, such as ${comparison}400`);
  const range = comparison.startsWith(">")
    ? { from: comparison === ">" ? to + 1 : from, to: HIGHEST_STATUS }
    : { from: LOWEST_STATUS, to: comparison === "<" ? from - 1 : to };
  if (range.from > range.to) {
    throw invalid(value, `no status is ${comparison} ${value.text}`, `one from ${LOWEST_STATUS} to ${HIGHEST_STATUS}`);
  }
  return range;
}

const MILLISECONDS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};

function milliseconds(value: Value): number {
  const [, digits = "", unit = "ms"] = /^(\d+(?:\.\d+)?)(us|µs|μs|ms|s|m|min|h)?$/.exec(value.text) ?? [];
  const factor = MILLISECONDS[unit.replace(/[µμ]/, "u")] ?? 1;
  // To the nanosecond, so that 0.3 s are 300 ms.
  const ms = Math.round(Number(digits) * factor * 1e6) / 1e6;
  if (digits === "" || !(ms <= LIMITS.milliseconds)) {
    throw invalid(value, `${value.text} is no duration`, "a number and us, ms, s, m or h, such as 250ms or 1.5s");
  }
  return ms;
}

function idPrefix(value: Value, digits: number): string {
  // Where ids are shown shortened, an ellipsis stands for the rest.
  const prefix = value.text.replace(/[*…]$/, "").toLowerCase();
  const wrong = /[^0-9a-f]/.exec(prefix);
  const expected = `1 to ${digits} hex digits, or * for any`;
  if (wrong) throw invalid(value, `${wrong[0]} is no hex digit`, expected);
  if (prefix.length > digits) throw invalid(value, `it has ${prefix.length} digits`, expected);
  if (prefix === "" && value.text !== "*") throw invalid(value, "there are no digits", expected);
  return prefix;
}

function keptReason(value: Value): (typeof KEPT_REASONS)[number] {
  const reason = KEPT_REASONS.find((known) => known === value.text.toLowerCase());
  if (reason) return reason;
  throw invalid(value, `no request is kept for ${value.text}`, `one of ${KEPT_REASONS.join(", ")}`);
}
