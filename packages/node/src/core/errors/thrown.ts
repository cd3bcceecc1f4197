import { types } from "node:util";
import { LIMITS } from "@vigie/protocol";

/** The texts of something that was thrown, each within a limit, not redacted. */
export interface Thrown {
  /** Name of the class, and the code if it has one: `TypeError`, `Error [ECONNREFUSED]`, `thrown string`. */
  type: string;
  message: string;
  /** The stack as V8 wrote it, without its head; "" when there is none. */
  frames: string;
}

/** Longer ones are cut before anything reads them. */
const MESSAGE_LENGTH = LIMITS.messageLength * 4;
const STACK_LENGTH = LIMITS.stackLength * 2;
/** Codes with anything else may hold data. */
const CODE = /^[A-Za-z0-9_.:-]{1,64}$/;
const DEEPEST_CAUSE = 5;

/** Reads what was thrown without ever throwing: getters may, proxies may, and not everything is an Error. */
export function readThrown(error: unknown): Thrown {
  try {
    if (isErrorLike(error)) {
      return {
        type: typeOf(error),
        message: textOf(error, "message", MESSAGE_LENGTH),
        frames: framesOf(error),
      };
    }
    return { type: `thrown ${kindOf(error)}`, message: shown(error), frames: "" };
  } catch {
    return { type: "thrown value", message: "", frames: "" };
  }
}

/** What it was caused by, outermost first: `cause` of an Error, and the parts of an AggregateError. */
export function causesOf(error: unknown): Thrown[] {
  const causes: Thrown[] = [];
  const seen = new Set<unknown>([error]);
  const add = (cause: unknown, depth: number) => {
    if (cause === undefined || cause === null || seen.has(cause) || depth > DEEPEST_CAUSE || causes.length >= 8) return;
    seen.add(cause);
    causes.push(readThrown(cause));
    addAll(cause, depth + 1);
  };
  const addAll = (of: unknown, depth: number) => {
    if (!isErrorLike(of)) return;
    add(read(of, "cause"), depth);
    const parts = read(of, "errors");
    if (Array.isArray(parts)) for (const part of parts.slice(0, 3)) add(part, depth);
  };
  try {
    addAll(error, 1);
  } catch {
    // Something in the chain does not want to be read; what was read is enough.
  }
  return causes;
}

function isErrorLike(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  // Errors of another realm, as of a `vm` context, are no instances of this one's.
  return types.isNativeError(value) || value instanceof Error || typeof read(value, "stack") === "string";
}

function typeOf(error: object): string {
  const name = textOf(error, "name", 64);
  const made = read(error, "constructor");
  const className = typeof made === "function" ? textOf(made, "name", 64) : "";
  // A class that does not set `name` has its parent's; what a minifier left of a class's name says nothing.
  const isTelling = className.length > 2 && className !== "Object";
  const type = name === "" || (name === "Error" && isTelling) ? (isTelling ? className : "Error") : name;
  const code = read(error, "code");
  return typeof code === "string" && CODE.test(code) && code !== type ? `${type} [${code}]` : type;
}

/** The head repeats the message, which can be longer than all frames and have lines that look like some. */
function framesOf(error: object): string {
  const stack = read(error, "stack");
  if (typeof stack !== "string") return "";
  const message = read(error, "message");
  let from = 0;
  if (typeof message === "string" && message !== "") {
    const at = stack.slice(0, 256).indexOf(message.slice(0, 64));
    if (at !== -1) from = at + message.length;
  }
  return cut(stack, from, STACK_LENGTH);
}

/** A part of a long text is a copy: a slice of it would keep the whole in memory. */
function cut(text: string, from: number, length: number): string {
  const part = text.slice(from, from + length);
  return text.length > 2 * part.length + 1_000 ? Buffer.from(part).toString() : part;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  const made = read(value, "constructor");
  return (typeof made === "function" && textOf(made, "name", 64)) || "object";
}

/** A message for people of what is no Error, by its own properties alone: nothing of the host's runs. */
function shown(value: unknown): string {
  if (typeof value === "string") return cut(value, 0, MESSAGE_LENGTH);
  if (value === null || typeof value !== "object")
    return typeof value === "function" ? "" : String(value).slice(0, 200);
  if (types.isProxy(value)) return "";
  const message = textOf(value, "message", MESSAGE_LENGTH);
  if (message !== "") return message;
  const fields: string[] = [];
  for (const key of Object.keys(value).slice(0, 10)) {
    const field = Object.getOwnPropertyDescriptor(value, key)?.value as unknown;
    if (typeof field === "string") fields.push(`${key}: ${JSON.stringify(field.slice(0, 200))}`);
    else if (typeof field === "number" || typeof field === "boolean") fields.push(`${key}: ${field}`);
  }
  return fields.join(", ");
}

function textOf(object: object, key: string, length: number): string {
  const value = read(object, key);
  return typeof value === "string" ? cut(value, 0, length) : "";
}

function read(object: object, key: string): unknown {
  try {
    return (object as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}
