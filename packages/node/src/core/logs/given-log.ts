import { type OwnRedaction, redactAttributes } from "@vigie/protocol";
import type { Thrown } from "../errors/thrown.ts";
import type { ReadLevel } from "./levels.ts";
import { fieldsOf, isSerializedError, serializedChain, thrownChain } from "./logged-errors.ts";
import type { ReadLog } from "./read-log.ts";

/** A log as the host gives it: objects of its own, which it may change at any time. */
export interface GivenLog {
  readonly level: ReadLevel;
  /** Text, an error, or anything else. */
  readonly message: unknown;
  readonly attributes?: object | undefined;
  /** Names of attributes that are told elsewhere. */
  readonly without?: ReadonlySet<string>;
  /** Whatever else may be an error. */
  readonly errors?: readonly unknown[];
}

/** Reads it at once, within the limits of what is sent, so that nothing of the host's is kept. */
export function readGiven(given: GivenLog, own: OwnRedaction | undefined): ReadLog {
  const { level, message, attributes, without } = given;
  const errors: Thrown[] = [];
  const seen = new Set<unknown>();
  const addError = (value: unknown): boolean => {
    if (typeof value !== "object" || value === null) return false;
    if (value instanceof Error) {
      if (!seen.has(value)) errors.push(...thrownChain(value));
    } else if (isSerialized(value)) {
      if (!seen.has(value)) errors.push(...serializedChain(value));
    } else return false;
    seen.add(value);
    return true;
  };
  addError(message);
  for (const error of given.errors ?? []) addError(error);
  let told: Record<string, unknown> | undefined;
  if (typeof attributes === "object" && attributes !== null) {
    told = Object.create(null) as Record<string, unknown>;
    for (const name of Object.keys(attributes)) {
      if (without?.has(name)) continue;
      const value = fieldOf(attributes, name);
      const isError = addError(value);
      const fields = isError ? fieldsOf(value as object) : value;
      if (fields !== undefined) told[name] = fields;
    }
  }
  return {
    level: level.level,
    levelName: level.name,
    message: textOf(message, errors, own),
    cut: 0,
    attributes: told === undefined ? undefined : redactAttributes(told, own),
    isRedacted: true,
    without: undefined,
    errors,
  };
}

function textOf(message: unknown, errors: readonly Thrown[], own: OwnRedaction | undefined): string {
  if (typeof message === "string") return message;
  if (message === undefined || message === null || message instanceof Error) return errors[0]?.message ?? "";
  if (typeof message === "object") return JSON.stringify(redactAttributes(message, own));
  return String(message);
}

function isSerialized(value: object): boolean {
  try {
    return isSerializedError(value);
  } catch {
    return false;
  }
}

function fieldOf(object: object, name: string): unknown {
  try {
    return (object as Record<string, unknown>)[name];
  } catch {
    return "[getter threw]";
  }
}
