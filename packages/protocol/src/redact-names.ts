import { LIMITS } from "./limits.ts";
import { redactWithin } from "./redact-length.ts";
import { isHarmlessValue, isSensitiveName } from "./redact-named.ts";
import { propertyOf } from "./redact-objects.ts";
import type { OwnRedaction } from "./redact-own.ts";

/** What is to be known of the name of an attribute. */
export interface NameFacts {
  /** As it may be shown: names can be data, as where something is counted by e-mail address. */
  readonly shown: string;
  /** What it needs in JSON, at most, with all that stands around it. */
  readonly length: number;
  readonly isSecret: boolean;
}

/** The same names come again and again. */
type Known = Map<string, NameFacts>;
const MOST_KNOWN = 1_000;
const LONGEST_KNOWN = 64;
const known: Known = new Map();
const knownWith = new WeakMap<OwnRedaction, Known>();

export function factsOf(name: string, own: OwnRedaction | undefined): NameFacts {
  const names = own === undefined ? known : knownFor(own);
  const facts = names.get(name);
  if (facts !== undefined) return facts;
  const shown = redactWithin(name, LIMITS.nameLength, own);
  // A name that became like another gets a number.
  const length = JSON.stringify(shown).length + (shown === name ? 2 : 8);
  const made = { shown, length, isSecret: isSensitiveName(name, own) };
  if (name.length > LONGEST_KNOWN) return made;
  if (names.size >= MOST_KNOWN) names.clear();
  names.set(name, made);
  return made;
}

function knownFor(own: OwnRedaction): Known {
  let names = knownWith.get(own);
  if (names === undefined) {
    names = new Map();
    knownWith.set(own, names);
  }
  return names;
}

/** Of `{ name: "authorization", value: "…" }`, as lists of headers and of parameters are written. */
export function isNamedSecret(source: object, value: unknown, own: OwnRedaction | undefined): boolean {
  const given = propertyOf(source, "name");
  const name = typeof given === "string" ? given : propertyOf(source, "key");
  return typeof name === "string" && isSensitiveName(name, own) && !isHarmlessValue(name, value);
}

/** Whether the item is the value of the one before it, as in Node's `rawHeaders`: names and values by turns. */
export function isHeaderValue(list: readonly unknown[], at: number, own: OwnRedaction | undefined): boolean {
  if (at % 2 === 0) return false;
  const name = propertyOf(list, at - 1);
  if (typeof name !== "string" || name.length > LONGEST_KNOWN || !/^[\w-]+$/.test(name)) return false;
  const value = propertyOf(list, at);
  if (typeof value !== "string" || LEFT_OUT.test(value)) return false;
  return isSensitiveName(name, own) && !isHarmlessValue(name, value);
}

/** What stands at the end of a list that was cut. */
const LEFT_OUT = /^\[[\d,]+ more left out\]$/;
