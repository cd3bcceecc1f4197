import { createContext, Script } from "node:vm";

/** Length of the texts that a pattern is tried on, characters. What is linear takes less than a millisecond for it. */
const TRIED_LENGTH = 16_000;
/** What one of them may take, milliseconds. */
const LONGEST_MS = 50;
/** All trials of one pattern together: more is given up, and the pattern taken as fast. */
const ALL_MS = 1_000;
const LONGEST_SOURCE = 1_000;
const MOST_ATOMS = 40;
const LONGEST_PIECE = 6;

/**
 * Why a pattern is too slow to be run on what the service logs, or undefined. It is tried on texts that repeat what it is made of and
 * do not match at their end, which is where backtracking costs most, in a context that is interrupted in time.
 */
export function slownessOf(pattern: RegExp): string | undefined {
  if (pattern.source.length > LONGEST_SOURCE) return `it is longer than ${LONGEST_SOURCE} characters`;
  const texts = hostileTexts(pattern);
  const sandbox = { pattern: new RegExp(pattern.source, pattern.flags), texts, at: 0, now: () => performance.now() };
  const context = createContext(sandbox);
  const startedAt = performance.now();
  while (sandbox.at < texts.length && performance.now() - startedAt < ALL_MS) {
    // A busy machine may stop for longer than a trial takes; not twice in the same one.
    if (isInTime(context) || isInTime(context)) continue;
    const shown = JSON.stringify(texts[sandbox.at]?.slice(0, 20));
    return `it takes more than ${LONGEST_MS} ms for ${TRIED_LENGTH} characters like ${shown}; bound what repeats, as in {1,64}`;
  }
  return undefined;
}

const TRIALS = new Script(`
  for (const until = now() + ${LONGEST_MS}; at < texts.length && now() < until; at++) {
    pattern.lastIndex = 0;
    texts[at].replace(pattern, "");
  }
`);

function isInTime(context: object): boolean {
  try {
    TRIALS.runInContext(context, { timeout: 2 * LONGEST_MS });
    return true;
  } catch {
    return false;
  }
}

/** What an atom may match. */
const CANDIDATES = [..."a0 A-_.:/@=\n\té~", ...Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))];
/** A character class, an escape or a character; what is between them (groups, quantifiers, alternatives) is passed over. */
const ATOM =
  /\[(?:\\.|[^\]\\])*\]|\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|k<[^>]*>|.)|\(\?(?:[:=!]|<[=!]|<[^>]*>)|\{\d+(?:,\d*)?\}|[\s\S]/g;

function hostileTexts(pattern: RegExp): string[] {
  const flags = pattern.flags.replace(/[gy]/g, "");
  const atoms: string[] = [];
  /** Where groups and alternatives begin, as places in `atoms`. */
  const beginnings = new Set([0]);
  for (const [atom] of pattern.source.matchAll(ATOM)) {
    if (/^(?:\(|\|)/.test(atom)) beginnings.add(atoms.length);
    if (/^(?:\(|\)|\||[*+?^$]|\{\d)/.test(atom) || /^\\[bBk1-9]/.test(atom)) continue;
    const sample = sampleOf(atom, flags);
    if (sample !== undefined && atoms.length < MOST_ATOMS) atoms.push(sample);
  }
  const pieces = new Map<string, Set<string>>();
  const add = (prefix: string, piece: string) => {
    const prefixes = pieces.get(piece) ?? new Set([""]);
    pieces.set(piece, prefixes.add(prefix));
  };
  for (const char of new Set(CANDIDATES)) add("", char);
  for (let from = 0; from < atoms.length; from++) {
    const begins = [...beginnings].filter((at) => at < from).slice(-3);
    for (let to = from + 1; to <= Math.min(atoms.length, from + LONGEST_PIECE); to++) {
      const piece = atoms.slice(from, to).join("");
      for (const at of begins) add(atoms.slice(at, from).join(""), piece);
      add("", piece);
    }
  }
  return [...pieces].flatMap(([piece, prefixes]) =>
    [...prefixes].map((prefix) => `${prefix}${piece.repeat(Math.ceil(TRIED_LENGTH / piece.length))}\u0001`),
  );
}

function sampleOf(atom: string, flags: string): string | undefined {
  try {
    const whole = new RegExp(`^(?:${atom})$`, flags);
    return CANDIDATES.find((candidate) => whole.test(candidate));
  } catch {
    return undefined;
  }
}
