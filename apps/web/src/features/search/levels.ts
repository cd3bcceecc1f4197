import type { LogLevel } from "../../lib/trpc.ts";
import { hasAlternatives, joined, type Piece, piecesOf, without } from "./terms.ts";

/** Least first. */
export const LEVELS: readonly LogLevel[] = ["trace", "debug", "info", "warn", "error", "fatal"];

const isLevelTerm = ({ text }: Piece) => text.startsWith("level:");

/** The levels that a search asks for; all of them where it does not say, null where it says so in a way that buttons cannot show. */
export function levelsOf(query: string): readonly LogLevel[] | null {
  const terms = piecesOf(query).filter(isLevelTerm);
  const [term] = terms;
  if (term === undefined) return LEVELS;
  if (terms.length > 1 || hasAlternatives(query)) return null;
  return namedLevels(term.text.slice("level:".length));
}

function namedLevels(value: string): readonly LogLevel[] | null {
  const compared = /^(>=|<=|>|<)(.+)$/.exec(value);
  if (!compared) {
    const names = value.toLowerCase().split(",");
    const levels = LEVELS.filter((level) => names.includes(level));
    return levels.length === names.length ? levels : null;
  }
  const [, comparison, name] = compared;
  const at = LEVELS.map(String).indexOf(name?.toLowerCase() ?? "");
  if (at === -1) return null;
  switch (comparison) {
    case ">=":
      return LEVELS.slice(at);
    case ">":
      return LEVELS.slice(at + 1);
    case "<=":
      return LEVELS.slice(0, at + 1);
    default:
      return LEVELS.slice(0, at);
  }
}

/** The search for these levels alone; none and all are the same: it says nothing of levels. */
export function withLevels(query: string, levels: readonly LogLevel[]): string {
  const rest = without(query, isLevelTerm);
  if (levels.length === 0 || levels.length === LEVELS.length) return rest;
  return joined(rest, `level:${levelsText(levels)}`);
}

/** `error`, `>=warn` for a level and all above it, else a list. */
function levelsText(levels: readonly LogLevel[]): string {
  const chosen = LEVELS.filter((level) => levels.includes(level));
  const [least = "trace"] = chosen;
  const isRest = chosen.length > 1 && chosen.length === LEVELS.length - LEVELS.indexOf(least);
  return isRest ? `>=${least}` : chosen.join(",");
}

/** What a click on a level does: the first leaves it alone, each further one adds or takes away. */
export function toggledLevels(chosen: readonly LogLevel[] | null, level: LogLevel): LogLevel[] {
  if (chosen === null || chosen.length === LEVELS.length) return [level];
  return chosen.includes(level) ? chosen.filter((each) => each !== level) : [...chosen, level];
}
