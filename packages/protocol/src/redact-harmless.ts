import { isCardNumber, redactSigned } from "./redact.ts";
import { factsOf } from "./redact-names.ts";
import { SIGN, scan } from "./redact-scan.ts";

/**
 * Whether `redactAttributes` would give back the same: of attributes without anything nested, of which there are few and short ones.
 * Costs a fraction of it, and most of what is logged is like that. False may be wrong, true never is.
 */
export function areHarmless(attributes: Readonly<Record<string, unknown>>): boolean {
  let names = 0;
  let characters = 0;
  for (const name in attributes) {
    const value = attributes[name];
    const { length } = factsOf(name, undefined);
    if (!isHarmlessName(name) || ++names > MOST_HARMLESS) return false;
    characters += length + 24;
    if (typeof value === "string") {
      characters += value.length;
      if (characters > LONGEST_HARMLESS) return false;
      const signs = scan(value);
      if ((signs & (SIGN.escaped | SIGN.unstorable)) !== 0 || redactSigned(value, signs, undefined) !== value)
        return false;
    } else if (typeof value === "number") {
      if (!Number.isFinite(value) || isCardNumber(value)) return false;
    } else if (typeof value !== "boolean" && value !== null) return false;
  }
  return true;
}

/** Whether that holds for whatever harmless value goes by this name. */
export function isHarmlessName(name: string): boolean {
  const { shown, isSecret } = factsOf(name, undefined);
  // A `value` may be the one of a `name`.
  return !isSecret && shown === name && name !== "value";
}

/**
 * Whether a part of a line of JSON, between two quotes, is a text that redaction leaves alone and that has no escapes, in a line of
 * which `holdsScheme` is false.
 */
export function isHarmlessPart(line: string, from: number, to: number): boolean {
  const signs = scan(line, from, to);
  if (signs === 0) return true;
  if ((signs & (SIGN.escaped | SIGN.unstorable)) !== 0) return false;
  const text = line.slice(from, to);
  return redactSigned(text, signs, undefined) === text;
}

const MOST_HARMLESS = 64;
const LONGEST_HARMLESS = 8_192;
