import { setImmediate } from "node:timers/promises";
import type { OwnRedaction } from "@vigie/protocol";
import type { Losses } from "../losses.ts";
import type { RequestScope } from "../request-scope.ts";
import { LineBlock, type LineReader } from "./line-block.ts";
import { PackedLogs, type SizedLogs } from "./packed-logs.ts";
import { quickJson } from "./quick-log.ts";
import { type ReadLog, toLog } from "./read-log.ts";

/** Lines that may wait. */
const MOST_LINES = 20_000;
/** Their characters, about. */
const MOST_CHARACTERS = 8_000_000;
/** As many are sent without waiting for the next tick: half of what a batch holds, as each batch costs about as much as 800 lines. */
const DUE_LINES = 5_000;
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
  #lines: (LineBlock | ReadLog | undefined)[] = [];
  /** Where a line ends in its block; 500 and its message's length for what is in none. */
  #ends: number[] = [];
  #scopes: (RequestScope | undefined)[] = [];
  /** `performance.now()`. */
  #times: number[] = [];
  #first = 0;
  /** To which lines are added. */
  #open: LineBlock | undefined;
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
    let block = this.#open;
    if (block === undefined || !block.takes(line, reader)) {
      block?.close();
      block = new LineBlock(reader);
      this.#open = block;
    }
    this.#add(block, block.add(line), scope, line.length);
  }

  add(log: ReadLog, scope: RequestScope | undefined): void {
    const length = log.message.length + 500;
    this.#add(log, length, scope, length);
  }

  #add(line: LineBlock | ReadLog, end: number, scope: RequestScope | undefined, length: number): void {
    this.#lines.push(line);
    this.#ends.push(end);
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
  async take(end: number, timeOf: (monotonicMs: number) => number): Promise<SizedLogs[]> {
    this.#isDue = false;
    // What is written while these are read is not added to their block.
    this.#open?.close();
    this.#open = undefined;
    const packed = new PackedLogs();
    let since = performance.now();
    for (let n = 1; this.any && this.#gone < end; n++) {
      this.#read(packed, timeOf);
      this.#shift();
      if (n % LINES_BETWEEN_LOOKS !== 0 || performance.now() - since < LONGEST_PIECE_MS) continue;
      await setImmediate();
      since = performance.now();
    }
    return packed.end();
  }

  /** Reads the first line. */
  #read(packed: PackedLogs, timeOf: (monotonicMs: number) => number): void {
    const line = this.#lines[this.#first];
    if (line === undefined) return;
    const scope = this.#scopes[this.#first];
    const timeMs = timeOf(this.#times[this.#first] ?? 0);
    let json: string;
    try {
      if (line instanceof LineBlock) json = this.#lineJson(line, this.#ends[this.#first] ?? 0, timeMs, scope);
      else json = JSON.stringify(toLog(line, timeMs, scope, this.#own));
    } catch {
      // Nothing of it can be read; that it was there is told.
      this.#losses.add("logs", "invalid");
      return;
    }
    packed.add(json);
  }

  #lineJson(block: LineBlock, end: number, timeMs: number, scope: RequestScope | undefined): string {
    const quick = this.#own === undefined ? block.quick(end) : undefined;
    if (quick !== undefined) return quickJson(quick, timeMs, scope);
    return JSON.stringify(toLog(block.read(end), timeMs, scope, this.#own));
  }

  #shift(): void {
    const line = this.#lines[this.#first];
    const end = this.#ends[this.#first] ?? 0;
    this.#characters -= line instanceof LineBlock ? line.pass(end) : end;
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
    this.#ends = this.#ends.slice(count);
    this.#scopes = this.#scopes.slice(count);
    this.#times = this.#times.slice(count);
    this.#first = 0;
  }
}
