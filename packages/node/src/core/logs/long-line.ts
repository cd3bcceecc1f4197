import { LIMITS } from "@vigie/protocol";

/** What is longer is not parsed as a whole: it would be built in memory to be thrown away, characters. */
export const LONGEST_WHOLE_LINE = 65_536;
/** A nested value that is longer is left out. */
const LONGEST_VALUE = 32_768;
/** A little more than is stored, so that the end can be a whole word. */
const KEPT_OF_MESSAGE = LIMITS.logLength + 1_000;
/** Brackets and quotes that are looked at to find the end of a nested value. */
const MOST_STEPS = 20_000;

/**
 * Reads a long line of JSON member by member, and keeps of each no more than can be stored. `cut` is how many characters of the
 * message were left out, where the message is one of `messageKeys`. Throws where the line is no object of JSON.
 */
export function readLongLine(
  line: string,
  messageKeys: readonly string[],
): { record: Record<string, unknown>; cut: number } {
  const record: Record<string, unknown> = {};
  let cut = 0;
  let at = skipSpace(line, 0);
  if (line[at] !== "{") throw new SyntaxError("no object");
  at = skipSpace(line, at + 1);
  while (line[at] === '"') {
    const nameEnd = endOfString(line, at);
    const name = JSON.parse(line.slice(at, nameEnd)) as string;
    at = skipSpace(line, nameEnd);
    if (line[at] !== ":") throw new SyntaxError("no value");
    at = skipSpace(line, at + 1);
    const { value, end } = readValue(line, at);
    let kept = value;
    if (typeof value === "string" && messageKeys.includes(name)) {
      kept = startOf(value, KEPT_OF_MESSAGE);
      cut = value.length - (kept as string).length;
    }
    Object.defineProperty(record, name, { value: kept, enumerable: true, configurable: true, writable: true });
    // pino's message is the last member: after a value without end it can still be found.
    const next = end === undefined ? lastMember(line, at, messageKeys) : skipSpace(line, end);
    if (line[next] !== ",") break;
    at = skipSpace(line, next + 1);
  }
  return { record, cut };
}

/** The value there, and where it ends; no end where that was not found within bounds. */
function readValue(line: string, at: number): { value: unknown; end: number | undefined } {
  const first = line[at];
  if (first === '"') {
    const end = endOfString(line, at);
    return { value: JSON.parse(line.slice(at, end)), end };
  }
  if (first !== "{" && first !== "[") {
    const end = /[,}\s]/g;
    end.lastIndex = at;
    const to = end.exec(line)?.index ?? line.length;
    return { value: JSON.parse(line.slice(at, to)), end: to };
  }
  const end = endOfNested(line, at);
  if (end !== undefined && end - at <= LONGEST_VALUE) return { value: JSON.parse(line.slice(at, end)), end };
  return { value: `[${((end ?? line.length) - at).toLocaleString("en")} characters cut]`, end };
}

function lastMember(line: string, after: number, names: readonly string[]): number {
  return Math.max(...names.map((name) => line.lastIndexOf(`,"${name}":"`)).filter((at) => at > after), -1);
}

/** Past the quote that ends it. */
function endOfString(line: string, at: number): number {
  for (let quote = line.indexOf('"', at + 1); quote !== -1; quote = line.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (line[quote - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  throw new SyntaxError("no end of a text");
}

function endOfNested(line: string, at: number): number | undefined {
  const step = /["{}[\]]/g;
  step.lastIndex = at;
  let depth = 0;
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const match = step.exec(line);
    if (match === null) return undefined;
    if (match[0] === '"') step.lastIndex = endOfString(line, match.index);
    else if (match[0] === "{" || match[0] === "[") depth++;
    else if (--depth === 0) return match.index + 1;
  }
  return undefined;
}

function skipSpace(line: string, from: number): number {
  let at = from;
  while (at < line.length && line.charCodeAt(at) <= 32) at++;
  return at;
}

/** A copy, as a slice would keep the whole in memory. */
function startOf(text: string, length: number): string {
  return text.length <= length ? text : Buffer.from(text.slice(0, length), "utf16le").toString("utf16le");
}
