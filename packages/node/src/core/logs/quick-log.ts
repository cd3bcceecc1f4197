import { hostname } from "node:os";
import { holdsScheme, isHarmlessName, isHarmlessPart, LIMITS, type LogLevel } from "@vigie/protocol";
import type { RequestScope } from "../request-scope.ts";
import { STANDARD } from "./levels.ts";

/** A line of which the parts are sent as they are: JSON without anything to redact or to cut. */
export interface QuickLog {
  readonly level: LogLevel;
  /** In JSON, without the quotes. */
  readonly message: string;
  /** Members of an object in JSON, without the braces; "" for none. */
  readonly attributes: string;
}

const LONGEST_LINE = 4_096;
const MOST_ATTRIBUTES = 64;
const BEGINNING = '{"level":';
const TIME = ',"time":';
/** What pino writes of the process, where it is not told otherwise. */
const BASE = `,"pid":${process.pid},"hostname":${JSON.stringify(hostname())}`;
const NAME = /^[\w.-]{1,64}$/;
/** Names that a line of pino's has once, before all attributes. */
const TOLD = new Set(["level", "time", "pid", "hostname", "message", "__proto__"]);
const NUMBER = /-?(?:0|[1-9]\d{0,11})(?:\.\d+)?(?=[,}])/y;

/** Names of which an object can be an error or a buffer. */
const MEANT_OTHERWISE = new Set(["stack", "data"]);
/** Names in the line that is read. */
let names = 0;

/** Names of attributes that may be sent as they are; a service has not many. */
const harmless = new Set<string>();
const MOST_KNOWN = 1_000;

/**
 * Reads a line as pino writes it by default: `{"level":30,"time":1,"pid":2,"hostname":"h",…,"msg":"…"}`, with attributes that are
 * texts, numbers and objects of such. Undefined for all others, and where anything may have to be redacted. A quarter of the cost of parsing the
 * line and writing it again.
 */
export function quickPinoLog(line: string): QuickLog | undefined {
  if (line.length > LONGEST_LINE || !line.startsWith(BEGINNING) || holdsScheme(line)) return undefined;
  const level = STANDARD.get((line.charCodeAt(9) - 48) * 10 + line.charCodeAt(10) - 48)?.level;
  if (level === undefined || !line.startsWith(TIME, 11)) return undefined;
  let at = 11 + TIME.length;
  while (isDigit(line.charCodeAt(at))) at++;
  if (line.startsWith(BASE, at)) at += BASE.length;
  const first = at + 1;
  names = 0;
  for (;;) {
    if (line.charCodeAt(at) !== COMMA || line.charCodeAt(at + 1) !== QUOTE) return undefined;
    const nameEnd = line.indexOf('"', at + 2);
    if (nameEnd === -1 || line.charCodeAt(nameEnd + 1) !== COLON) return undefined;
    const name = line.slice(at + 2, nameEnd);
    const value = nameEnd + 2;
    if (name === "msg") return quickMessage(line, level, line.slice(first, at), value);
    if (!isHarmless(name)) return undefined;
    at = endOfHarmless(line, value, 1);
    if (at === -1) return undefined;
  }
}

/** The message is the last member, or something else writes these lines. */
function quickMessage(line: string, level: LogLevel, attributes: string, at: number): QuickLog | undefined {
  if (line.charCodeAt(at) !== QUOTE) return undefined;
  const end = line.indexOf('"', at + 1);
  const isLast = end !== -1 && line.charCodeAt(end + 1) === BRACE && line.length <= end + 3;
  if (!isLast || !isHarmlessPart(line, at + 1, end)) return undefined;
  return { level, message: line.slice(at + 1, end), attributes };
}

/** Where a value ends that may be sent as it is; -1 where it may not. */
function endOfHarmless(line: string, at: number, depth: number): number {
  const code = line.charCodeAt(at);
  if (code === QUOTE) {
    const end = line.indexOf('"', at + 1);
    return end !== -1 && isHarmlessPart(line, at + 1, end) ? end + 1 : -1;
  }
  if (code === MINUS || isDigit(code)) {
    NUMBER.lastIndex = at;
    return NUMBER.test(line) ? NUMBER.lastIndex : -1;
  }
  if (code === OPEN_BRACE) return endOfHarmlessObject(line, at + 1, depth + 1);
  if (code === OPEN_BRACKET) return endOfHarmlessList(line, at + 1, depth + 1);
  if (line.startsWith("true", at) || line.startsWith("null", at)) return at + 4;
  return line.startsWith("false", at) ? at + 5 : -1;
}

function endOfHarmlessObject(line: string, from: number, depth: number): number {
  let at = from;
  if (depth > LIMITS.attributeDepth) return -1;
  if (line.charCodeAt(at) === BRACE) return at + 1;
  for (;;) {
    if (line.charCodeAt(at) !== QUOTE) return -1;
    const nameEnd = line.indexOf('"', at + 1);
    if (nameEnd === -1 || line.charCodeAt(nameEnd + 1) !== COLON) return -1;
    const name = line.slice(at + 1, nameEnd);
    if (!isHarmless(name) || MEANT_OTHERWISE.has(name)) return -1;
    at = endOfHarmless(line, nameEnd + 2, depth);
    if (at === -1) return -1;
    const next = line.charCodeAt(at);
    if (next === BRACE) return at + 1;
    if (next !== COMMA) return -1;
    at++;
  }
}

/** Without texts: in a list they can be names and values by turns. */
function endOfHarmlessList(line: string, from: number, depth: number): number {
  let at = from;
  if (depth > LIMITS.attributeDepth) return -1;
  if (line.charCodeAt(at) === BRACKET) return at + 1;
  for (;;) {
    if (line.charCodeAt(at) === QUOTE) return -1;
    at = endOfHarmless(line, at, depth);
    if (at === -1) return -1;
    const next = line.charCodeAt(at);
    if (next === BRACKET) return at + 1;
    if (next !== COMMA) return -1;
    at++;
  }
}

function isHarmless(name: string): boolean {
  return ++names <= MOST_ATTRIBUTES && (harmless.has(name) || isKnownHarmless(name));
}

function isKnownHarmless(name: string): boolean {
  if (!NAME.test(name) || TOLD.has(name) || !isHarmlessName(name)) return false;
  if (harmless.size >= MOST_KNOWN) harmless.clear();
  harmless.add(name);
  return true;
}

/** The log in JSON. `scope` is the request in which it was logged. */
export function quickJson(log: QuickLog, timeMs: number, scope: RequestScope | undefined): string {
  const time = Math.max(1, Math.round(timeMs));
  const attributes = log.attributes === "" ? "" : `,"attributes":{${log.attributes}}`;
  const begin = `{"time":${time},"level":"${log.level}","message":"${log.message}","cut":0`;
  if (scope === undefined) return `${begin}${attributes}}`;
  const { endpoint, traceId } = scope;
  const where =
    endpoint === undefined ? "" : `,"method":"${endpoint.method}","route":${JSON.stringify(endpoint.route)}`;
  return `${begin},"traceId":"${traceId}"${where}${attributes}}`;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const COLON = 58;
const BRACE = 125;
const OPEN_BRACE = 123;
const BRACKET = 93;
const OPEN_BRACKET = 91;
