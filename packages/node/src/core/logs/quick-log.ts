import { hostname } from "node:os";
import { isHarmlessName, isHarmlessPart, LIMITS, type LogLevel } from "@vigie/protocol";
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
const MESSAGE = ',"msg":';
/** What pino writes of the process, where it is not told otherwise. */
const BASE = `,"pid":${process.pid},"hostname":${JSON.stringify(hostname())}`;
const NAME = /^[\w.-]{1,64}$/;
const LONGEST_NAME = 65;
/** Names that a line of pino's has once, before all attributes. */
const TOLD = new Set(["level", "time", "pid", "hostname", "msg", "message", "__proto__"]);
/** A number of so many digits can be no card's. */
const MOST_DIGITS = 12;

/** Names of which an object can be an error or a buffer. */
const MEANT_OTHERWISE = new Set(["stack", "data"]);
/** Names in the line that is read. */
let names = 0;

/** Names of attributes that may be sent as they are, to how they stand in a line, with quotes and colon; a service has not many. */
const harmless = new Map<string, string>();
const MOST_KNOWN = 1_000;
/** As they stand in a line, such names as the lines before had in this place: the next line has mostly the same. */
const expected: string[] = [];

/**
 * Reads a line as pino writes it by default: `{"level":30,"time":1,"pid":2,"hostname":"h",…,"msg":"…"}`, with attributes that are
 * texts, numbers and objects of such. Undefined for all others, and where anything may have to be redacted. A quarter of the cost of parsing the
 * line and writing it again.
 *
 * The line stands from `from` to `to` in a text of which `holdsScheme` is false, and which may hold others: what is looked at only
 * ever moves on, so that a line in which the end was reached before `to` was never left on the way.
 */
export function quickPinoLog(line: string, from = 0, to = line.length): QuickLog | undefined {
  if (to - from > LONGEST_LINE || !isAt(line, from, BEGINNING)) return undefined;
  const level = STANDARD.get((line.charCodeAt(from + 9) - 48) * 10 + line.charCodeAt(from + 10) - 48)?.level;
  if (level === undefined || !isAt(line, from + 11, TIME)) return undefined;
  let at = from + 11 + TIME.length;
  while (isDigit(line.charCodeAt(at))) at++;
  if (line.slice(at, at + BASE.length) === BASE) at += BASE.length;
  const first = at + 1;
  names = 0;
  for (;;) {
    if (line.charCodeAt(at) !== COMMA) return undefined;
    if (isAt(line, at, MESSAGE)) return quickMessage(line, level, line.slice(first, at), at + MESSAGE.length, to);
    const value = endOfHarmlessName(line, at + 1, 1);
    if (value === -1) return undefined;
    at = endOfHarmless(line, value, 1);
    if (at === -1) return undefined;
  }
}

/** The message is the last member, or something else writes these lines. */
function quickMessage(line: string, level: LogLevel, attributes: string, at: number, to: number): QuickLog | undefined {
  if (line.charCodeAt(at) !== QUOTE) return undefined;
  const end = line.indexOf('"', at + 1);
  const isLast = end !== -1 && line.charCodeAt(end + 1) === BRACE && to >= end + 2 && to <= end + 3;
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
  if (code === MINUS || isDigit(code)) return endOfNumber(line, code === MINUS ? at + 1 : at);
  if (code === OPEN_BRACE) return endOfHarmlessObject(line, at + 1, depth + 1);
  if (code === OPEN_BRACKET) return endOfHarmlessList(line, at + 1, depth + 1);
  if (line.startsWith("true", at) || line.startsWith("null", at)) return at + 4;
  return line.startsWith("false", at) ? at + 5 : -1;
}

/** Without its sign. -1 where it has an exponent, or so many digits that it may have to be redacted. */
function endOfNumber(line: string, from: number): number {
  let at = from;
  while (isDigit(line.charCodeAt(at))) at++;
  const digits = at - from;
  if (digits === 0 || digits > MOST_DIGITS || (digits > 1 && line.charCodeAt(from) === ZERO)) return -1;
  if (line.charCodeAt(at) === POINT) {
    const fraction = ++at;
    while (isDigit(line.charCodeAt(at))) at++;
    if (at === fraction) return -1;
  }
  const next = line.charCodeAt(at);
  return next === COMMA || next === BRACE ? at : -1;
}

function endOfHarmlessObject(line: string, from: number, depth: number): number {
  let at = from;
  if (depth > LIMITS.attributeDepth) return -1;
  if (line.charCodeAt(at) === BRACE) return at + 1;
  for (;;) {
    const value = endOfHarmlessName(line, at, depth);
    if (value === -1) return -1;
    at = endOfHarmless(line, value, depth);
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

/** Past the colon of a name; -1 where its value may not be sent whatever it is. */
function endOfHarmlessName(line: string, at: number, depth: number): number {
  const same = expected[names];
  if (same !== undefined && isAt(line, at, same)) {
    names++;
    return at + same.length;
  }
  if (names >= MOST_ATTRIBUTES || line.charCodeAt(at) !== QUOTE) return -1;
  const end = line.indexOf('"', at + 1);
  if (end === -1 || end - at > LONGEST_NAME || line.charCodeAt(end + 1) !== COLON) return -1;
  const name = line.slice(at + 1, end);
  const written = harmless.get(name) ?? writtenHarmless(name);
  if (written === undefined) return -1;
  if (!MEANT_OTHERWISE.has(name)) expected[names] = written;
  else if (depth > 1) return -1;
  names++;
  return end + 2;
}

/** Remembers it; undefined where it is not harmless. */
function writtenHarmless(name: string): string | undefined {
  if (!NAME.test(name) || TOLD.has(name)) return undefined;
  // A copy, as a part of a text that is kept keeps all of it in memory.
  const written = Buffer.from(`"${name}":`).toString();
  const copy = written.slice(1, -2);
  if (!isHarmlessName(copy)) return undefined;
  if (harmless.size >= MOST_KNOWN) harmless.clear();
  harmless.set(copy, written);
  return written;
}

/** How the last log began; those of one millisecond begin alike. */
let beginTime = 0;
let beginLevel = "";
let beginning = "";

/** The log in JSON. `scope` is the request in which it was logged. */
export function quickJson(log: QuickLog, timeMs: number, scope: RequestScope | undefined): string {
  const time = Math.max(1, Math.round(timeMs));
  if (time !== beginTime || log.level !== beginLevel) {
    beginTime = time;
    beginLevel = log.level;
    beginning = `{"time":${time},"level":"${log.level}","message":"`;
  }
  const attributes = log.attributes === "" ? "}" : `,"attributes":{${log.attributes}}}`;
  if (scope === undefined) return `${beginning}${log.message}","cut":0${attributes}`;
  const { endpoint, traceId } = scope;
  const where =
    endpoint === undefined ? "" : `,"method":"${endpoint.method}","route":${JSON.stringify(endpoint.route)}`;
  return `${beginning}${log.message}","cut":0,"traceId":"${traceId}"${where}${attributes}`;
}

/** The same as `startsWith`, which V8 of Node 20 does not make fast, of a few characters. */
function isAt(text: string, at: number, what: string): boolean {
  for (let i = 0; i < what.length; i++) if (text.charCodeAt(at + i) !== what.charCodeAt(i)) return false;
  return true;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const COLON = 58;
const BRACE = 125;
const OPEN_BRACE = 123;
const BRACKET = 93;
const OPEN_BRACKET = 91;
