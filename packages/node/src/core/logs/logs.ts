import { setImmediate } from "node:timers/promises";
import type { OwnRedaction } from "@vigie/protocol";
import type { Losses } from "../losses.ts";
import type { RequestScope } from "../request-scope.ts";
import { type QuickLog, quickJson } from "./quick-log.ts";
import { type ReadLog, toLog } from "./read-log.ts";

/** Understands what one logger writes. Called when logs are packed, never in the host's path; must not throw. */
export interface LineReader {
  /** The same for a line in which nothing is to be redacted, where that can be told without parsing it. */
  quick(line: string): QuickLog | undefined;
  read(line: string): ReadLog;
}

/** A log that is ready to travel, and how many bytes it takes. */
export interface SizedLog {
  readonly json: string;
  readonly bytes: number;
}

/** Lines that may wait. */
const MOST_LINES = 20_000;
/** Their characters, about. */
const MOST_CHARACTERS = 8_000_000;
/** As many are sent without waiting for the next tick. */
const DUE_LINES = 2_000;
const DUE_CHARACTERS = 1_000_000;
/** How long the host's event loop is held at a time, milliseconds. */
const LONGEST_PIECE_MS = 5;
const LINES_BETWEEN_LOOKS = 50;

/**
 * Logs that wait to be packed, as they came: in the host's path a line costs a look at where it comes from and four array slots. What
 * it says is read, and redacted, when it is packed, in pieces of a few milliseconds. Past its bound the oldest go, and are counted.
 */
export class Logs {
  readonly #losses: Losses;
  readonly #own: OwnRedaction | undefined;
  /** Called when so many wait that they should not wait for the next tick; not again before some were taken. */
  readonly #due: () => void;
  #lines: (string | ReadLog | undefined)[] = [];
  #readers: (LineReader | undefined)[] = [];
  #scopes: (RequestScope | undefined)[] = [];
  /** `performance.now()`. */
  #times: number[] = [];
  #first = 0;
  #characters = 0;
  /** Lines that were taken or dropped since the start. */
  #gone = 0;
  #isDue = false;

  constructor(losses: Losses, own: OwnRedaction | undefined, due: () => void) {
    this.#losses = losses;
    this.#own = own;
    this.#due = due;
  }

  get any(): boolean {
    return this.#lines.length > this.#first;
  }

  /** Numbers the lines since the start: where the next one will be. */
  get end(): number {
    return this.#gone + this.#lines.length - this.#first;
  }

  /** A line of text, which `reader` understands. */
  addLine(line: string, reader: LineReader, scope: RequestScope | undefined): void {
    this.#add(line, reader, scope, line.length);
  }

  add(log: ReadLog, scope: RequestScope | undefined): void {
    this.#add(log, undefined, scope, log.message.length + 500);
  }

  #add(line: string | ReadLog, reader: LineReader | undefined, scope: RequestScope | undefined, length: number): void {
    this.#lines.push(line);
    this.#readers.push(reader);
    this.#scopes.push(scope);
    this.#times.push(performance.now());
    this.#characters += length;
    const waiting = this.#lines.length - this.#first;
    if (waiting < DUE_LINES && this.#characters < DUE_CHARACTERS) return;
    while (this.any && (this.#lines.length - this.#first > MOST_LINES || this.#characters > MOST_CHARACTERS)) {
      this.#shift();
      this.#losses.add("logs", "queue-full");
    }
    if (this.#isDue) return;
    this.#isDue = true;
    this.#due();
  }

  /** Forgets what waits; for a process that ends. */
  drop(cause: "shutdown"): void {
    this.#losses.add("logs", cause, this.#lines.length - this.#first);
    while (this.any) this.#shift();
  }

  /** Takes the lines before `end`, in order. `timeOf` gives the corrected time of a reading of `performance.now()`. */
  async take(end: number, timeOf: (monotonicMs: number) => number): Promise<SizedLog[]> {
    this.#isDue = false;
    const logs: SizedLog[] = [];
    let since = performance.now();
    for (let n = 1; this.any && this.#gone < end; n++) {
      const line = this.#lines[this.#first];
      const reader = this.#readers[this.#first];
      const scope = this.#scopes[this.#first];
      const time = this.#times[this.#first] ?? 0;
      this.#shift();
      if (line !== undefined) this.#read(logs, line, reader, scope, timeOf(time));
      if (n % LINES_BETWEEN_LOOKS !== 0 || performance.now() - since < LONGEST_PIECE_MS) continue;
      await setImmediate();
      since = performance.now();
    }
    return logs;
  }

  #read(
    logs: SizedLog[],
    line: string | ReadLog,
    reader: LineReader | undefined,
    scope: RequestScope | undefined,
    timeMs: number,
  ): void {
    try {
      const json = this.#toJson(line, reader, scope, timeMs);
      // With the comma.
      logs.push({ json, bytes: Buffer.byteLength(json) + 1 });
    } catch {
      // Nothing of it can be read; that it was there is told.
      this.#losses.add("logs", "invalid");
    }
  }

  #toJson(
    line: string | ReadLog,
    reader: LineReader | undefined,
    scope: RequestScope | undefined,
    timeMs: number,
  ): string {
    if (typeof line !== "string" || reader === undefined) {
      return JSON.stringify(toLog(line as ReadLog, timeMs, scope, this.#own));
    }
    const quick = this.#own === undefined ? reader.quick(line) : undefined;
    if (quick !== undefined) return quickJson(quick, timeMs, scope);
    return JSON.stringify(toLog(reader.read(line), timeMs, scope, this.#own));
  }

  #shift(): void {
    const line = this.#lines[this.#first];
    this.#characters -= typeof line === "string" ? line.length : (line?.message.length ?? 0) + 500;
    this.#lines[this.#first] = undefined;
    this.#scopes[this.#first] = undefined;
    this.#first++;
    this.#gone++;
    if (this.#first === this.#lines.length) this.#clear(this.#first);
    else if (this.#first >= MOST_LINES) this.#clear(this.#first);
  }

  /** Slots before the first are used no more. */
  #clear(count: number): void {
    this.#lines = this.#lines.slice(count);
    this.#readers = this.#readers.slice(count);
    this.#scopes = this.#scopes.slice(count);
    this.#times = this.#times.slice(count);
    this.#first = 0;
  }
}
