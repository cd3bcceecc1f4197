import type { OwnRedaction } from "@vigie/protocol";
import type { VigieOptions } from "./options.ts";
import { slownessOf } from "./slow-pattern.ts";

const MOST_PATTERNS = 100;

/** The option `redact`, checked; `wrong` is told of what is not used. Undefined where nothing is left. */
export function readRedaction(
  given: VigieOptions["redact"],
  wrong: (problem: string) => void,
): OwnRedaction | undefined {
  if (given === undefined) return undefined;
  const said: string[] = [];
  const redaction = read(given, (problem) => said.push(problem));
  // Together, as each kind of problem is told once.
  if (said.length > 0) wrong(said.join("; it "));
  return redaction;
}

function read(given: unknown, wrong: (problem: string) => void): OwnRedaction | undefined {
  try {
    if (typeof given !== "object" || given === null) throw new TypeError("no object");
    const { names: givenNames = [], patterns: givenPatterns = [] } = given as NonNullable<VigieOptions["redact"]>;
    const names: (string | RegExp)[] = [];
    const patterns: RegExp[] = [];
    for (const name of givenNames.slice(0, MOST_PATTERNS)) {
      if (typeof name === "string" && /[\p{L}\p{N}]/u.test(name)) names.push(name);
      else if (name instanceof RegExp && isFast(name, wrong)) names.push(name);
      else if (!(name instanceof RegExp)) wrong("takes names that are texts or regular expressions");
    }
    for (const pattern of givenPatterns.slice(0, MOST_PATTERNS)) {
      if (!(pattern instanceof RegExp)) wrong("takes patterns that are regular expressions");
      else if (isFast(pattern, wrong)) patterns.push(everywhere(pattern));
    }
    return names.length + patterns.length === 0 ? undefined : { names, patterns };
  } catch {
    wrong("must be { names, patterns }, two lists");
    return undefined;
  }
}

function isFast(pattern: RegExp, wrong: (problem: string) => void): boolean {
  const slowness = slownessOf(pattern);
  if (slowness === undefined) return true;
  wrong(`has the pattern ${String(pattern).slice(0, 200)}, which is left out: ${slowness}`);
  return false;
}

/** Every match is hidden, wherever it stands. */
function everywhere(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, "")}g`);
}
