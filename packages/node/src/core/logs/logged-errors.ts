import { LIMITS, type LoggedError, type OwnRedaction, redactStart, redactWithin } from "@vigie/protocol";
import { frameLines } from "../errors/frames.ts";
import { chainOf } from "../errors/samples.ts";
import { readThrown, type Thrown } from "../errors/thrown.ts";

const MOST_ERRORS = 8;
const DEEPEST_CAUSE = 5;
/** What of a text is looked at: redaction makes most texts shorter. */
const STACK_READ = LIMITS.stackLength * 2;
/** How pino's serializer writes causes into the stack. */
const CAUSED_BY = "\ncaused by: ";

/** Texts of an error that was logged as such, with its causes, the nearest first. Nothing of the host's objects is kept. */
export function thrownChain(error: unknown): Thrown[] {
  return chainOf(error, readThrown(error));
}

/** Whether an attribute is an error that a serializer made an object of. */
export function isSerializedError(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const { stack, message } = value as { stack?: unknown; message?: unknown };
  return typeof stack === "string" && typeof message === "string";
}

/** The same of a serialized error: causes are in its `cause`, in `aggregateErrors`, or at the end of its stack. */
export function serializedChain(error: object): Thrown[] {
  const chain: Thrown[] = [];
  addSerialized(error, chain, 0);
  return chain;
}

/** As they travel: redacted, and within their limits. */
export function toLoggedErrors(chain: readonly Thrown[], own: OwnRedaction | undefined): LoggedError[] {
  return chain.slice(0, MOST_ERRORS).map(({ type, message, frames }) => ({
    type: redactWithin(type, LIMITS.nameLength, own),
    message: redactWithin(message, LIMITS.messageLength, own),
    stack: wholeLines(redactStart(frameLines(frames).join("\n"), LIMITS.stackLength, own).text),
  }));
}

/** Names of a serialized error that are told elsewhere. */
const TOLD = new Set(["type", "name", "message", "stack", "cause", "aggregateErrors"]);

/** What a serialized error says beside that: its code, the statement that failed. */
export function fieldsOf(error: object): Record<string, unknown> | undefined {
  const fields: Record<string, unknown> = {};
  let any = false;
  for (const [name, value] of Object.entries(error)) {
    if (TOLD.has(name) || name === "__proto__") continue;
    fields[name] = value;
    any = true;
  }
  return any ? fields : undefined;
}

function addSerialized(error: object, chain: Thrown[], depth: number): void {
  if (depth > DEEPEST_CAUSE || chain.length >= MOST_ERRORS) return;
  const { type, name, message, stack, cause, aggregateErrors } = error as Record<string, unknown>;
  const [own = "", ...causes] = textOf(stack).slice(0, STACK_READ).split(CAUSED_BY);
  const head = headOf(own);
  const isLinked = isSerializedError(cause);
  // pino joins the messages of all causes; the head of the stack has this one's alone.
  const said = textOf(message);
  const alone = causes.length > 0 && head.message !== "" && said.startsWith(head.message) ? head.message : said;
  chain.push({ type: textOf(type) || textOf(name) || head.type || "Error", message: alone, frames: own });
  if (isLinked) addSerialized(cause, chain, depth + 1);
  else {
    for (const text of causes.slice(0, MOST_ERRORS)) {
      const { type: causeType, message: causeMessage } = headOf(text);
      chain.push({ type: causeType || "Error", message: causeMessage, frames: text });
    }
  }
  if (Array.isArray(aggregateErrors)) {
    for (const one of aggregateErrors.slice(0, 3)) if (isSerializedError(one)) addSerialized(one, chain, depth + 1);
  }
}

/** `TypeError: message`, of several lines perhaps, before the first frame. */
function headOf(stack: string): { type: string; message: string } {
  const end = stack.indexOf("\n    at ");
  const head = end === -1 ? stack : stack.slice(0, end);
  const match = /^([A-Za-z_$][\w$.]{0,127})(?: \[[^\]]{1,64}\])?(?:: |$)/.exec(head);
  return match === null ? { type: "", message: head } : { type: match[1] ?? "", message: head.slice(match[0].length) };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** What was cut ends with a whole frame. */
function wholeLines(stack: string): string {
  if (stack.length < LIMITS.stackLength - 1_100) return stack;
  const end = stack.lastIndexOf("\n");
  return end === -1 ? stack : stack.slice(0, end);
}
