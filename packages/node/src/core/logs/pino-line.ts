import { redactAttributes } from "@vigie/protocol";
import type { Thrown } from "../errors/thrown.ts";
import { levelNamed, levelNumbered, type ReadLevel, STANDARD } from "./levels.ts";
import type { LineReader } from "./line-block.ts";
import { fieldsOf, isSerializedError, serializedChain } from "./logged-errors.ts";
import { LONGEST_WHOLE_LINE, readLongLine } from "./long-line.ts";
import { type QuickLog, quickPinoLog } from "./quick-log.ts";
import type { ReadLog } from "./read-log.ts";

/** Where loggers that write JSON put the level, pino's own first, then what its formatters are told to write for others. */
const LEVEL_KEYS = ["level", "severity", "log.level", "levelname", "lvl"];
const MESSAGE_KEYS = ["msg", "message"];
/** What pino writes of the process is known of the instance; its time is known from when the line came. */
const LEFT_OUT = ["time", "pid", "hostname"];
const NO_ERRORS: readonly Thrown[] = [];

/** What pino says of itself to a destination that has `emit`: `{ code: "PINO_CONFIG", config }`. */
export interface PinoConfig {
  messageKey?: unknown;
  errorKey?: unknown;
  levels?: { labels?: Record<string, unknown> };
}

/** Reads the lines of one pino. */
export class PinoLines implements LineReader {
  #messageKeys = MESSAGE_KEYS;
  #isStandard = true;
  #labels: Readonly<Record<string, unknown>> = {};
  /** By the message's key and the level's: what is told elsewhere. */
  readonly #without = new Map<string, ReadonlySet<string>>();

  /** Takes over what pino says of its settings. */
  configure({ messageKey, levels }: PinoConfig): void {
    this.#isStandard = messageKey === undefined || messageKey === "msg";
    if (typeof messageKey === "string") this.#messageKeys = [messageKey, ...MESSAGE_KEYS];
    if (typeof levels?.labels === "object" && levels.labels !== null) this.#labels = levels.labels;
  }

  quick(text: string, from: number, to: number): QuickLog | undefined {
    return this.#isStandard ? quickPinoLog(text, from, to) : undefined;
  }

  read(line: string): ReadLog {
    let cut = 0;
    let record: unknown;
    try {
      if (line.length > LONGEST_WHOLE_LINE) ({ record, cut } = readLongLine(line, this.#messageKeys));
      else record = JSON.parse(line);
    } catch {
      // No JSON: a text.
    }
    if (typeof record !== "object" || record === null || Array.isArray(record)) return textLine(line);
    return this.#log(record as Record<string, unknown>, cut);
  }

  #log(record: Record<string, unknown>, cut: number): ReadLog {
    let messageKey = "";
    for (const key of this.#messageKeys) {
      if (record[key] === undefined) continue;
      messageKey = key;
      break;
    }
    let levelKey = "";
    let level: ReadLevel | undefined;
    for (const key of LEVEL_KEYS) {
      level = this.#levelOf(record[key]);
      if (level === undefined) continue;
      levelKey = key;
      break;
    }
    const said = messageKey === "" ? undefined : record[messageKey];
    let without = this.#withoutOf(messageKey, levelKey);
    let errors = NO_ERRORS;
    let more: Record<string, unknown> | undefined;
    for (const key in record) {
      const value = record[key];
      if (typeof value !== "object" || value === null || key === messageKey || !isSerializedError(value)) continue;
      errors = [...errors, ...serializedChain(value)];
      const fields = fieldsOf(value);
      without = new Set([...without, key]);
      if (fields !== undefined && key !== "__proto__") more = { ...more, [key]: fields };
    }
    let attributes: object = record;
    let left: ReadonlySet<string> | undefined = without;
    if (more !== undefined) {
      attributes = withFields(record, without, more);
      left = undefined;
    } else if (errors.length === 0 && messageKey === "msg" && levelKey === "level") {
      // As pino is set by default; the copy is nobody else's.
      const { level: _level, time: _time, pid: _pid, hostname: _hostname, msg: _msg, ...others } = record;
      attributes = others;
      left = undefined;
    }
    return {
      level: level?.level ?? "info",
      levelName: level?.name,
      message: typeof said === "string" ? said : messageOf(said, errors),
      cut,
      attributes,
      isRedacted: false,
      without: left,
      errors,
    };
  }

  #levelOf(value: unknown): ReadLevel | undefined {
    if (typeof value === "number") {
      const known = STANDARD.get(value);
      if (known !== undefined) return known;
      const label = this.#labels[value];
      return { level: levelNumbered(value), name: typeof label === "string" ? label : String(value) };
    }
    if (typeof value !== "string" || value === "") return undefined;
    const named = levelNamed(value);
    if (named !== undefined) return named;
    // A level of the service's own, by its label.
    const number = Object.keys(this.#labels).find((key) => this.#labels[key] === value);
    return { level: number === undefined ? "info" : levelNumbered(Number(number)), name: value };
  }

  #withoutOf(messageKey: string, levelKey: string): ReadonlySet<string> {
    const key = `${messageKey}\n${levelKey}`;
    let without = this.#without.get(key);
    if (without === undefined) {
      without = new Set([...LEFT_OUT, messageKey, levelKey].filter((name) => name !== ""));
      this.#without.set(key, without);
    }
    return without;
  }
}

function messageOf(said: unknown, errors: readonly Thrown[]): string {
  if (said === undefined || said === null) return errors[0]?.message ?? "";
  return JSON.stringify(typeof said === "object" ? redactAttributes(said) : said);
}

/** The attributes, with what an error says beside its texts in place of the error. */
function withFields(record: object, without: ReadonlySet<string>, more: object): object {
  const attributes: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(record)) if (!without.has(name)) attributes[name] = value;
  return Object.assign(attributes, more);
}

function textLine(line: string): ReadLog {
  const message = line.endsWith("\n") ? line.slice(0, line.endsWith("\r\n") ? -2 : -1) : line;
  return {
    level: "info",
    levelName: undefined,
    message,
    cut: 0,
    attributes: undefined,
    isRedacted: false,
    without: undefined,
    errors: NO_ERRORS,
  };
}
