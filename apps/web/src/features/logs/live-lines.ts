import type { LogEvent, LogLine } from "../../lib/trpc.ts";
import { weightOf } from "./line-weight.ts";

export type LogRow =
  | { kind: "line"; line: LogLine }
  /** Lines that were too many for the connection: they are stored, but were not sent. */
  | { kind: "missed"; count: number };

/** Rows in their order, the newest last. */
export interface LogRows {
  readonly length: number;
  at(index: number): LogRow | undefined;
}

/** Characters that all lines together may hold, whatever their number: a thousand lines of a megabyte each are a gigabyte. */
const MOST_WEIGHT = 40_000_000;

/**
 * The newest lines of a stream, at most `capacity` of them, in a ring: taking a line costs the same however many there are. Behind them
 * stand those that are not stored yet, which each event names anew.
 */
export class LiveLines implements LogRows {
  #ring: (LogRow | undefined)[];
  #first = 0;
  #count = 0;
  #weight = 0;
  #unstored: LogRow[] = [];
  #received = 0;

  constructor(capacity: number) {
    this.#ring = new Array(capacity);
  }

  get length(): number {
    return this.#count + this.#unstored.length;
  }

  /** Lines that ever came, those that fell out included. */
  get received(): number {
    return this.#received;
  }

  get unstoredCount(): number {
    return this.#unstored.length;
  }

  at(index: number): LogRow | undefined {
    if (index < 0) return undefined;
    if (index >= this.#count) return this.#unstored[index - this.#count];
    return this.#ring[(this.#first + index) % this.#ring.length];
  }

  take({ lines, missed, unstored }: LogEvent): void {
    if (missed > 0) this.#push({ kind: "missed", count: missed });
    for (const line of lines) this.#push({ kind: "line", line });
    this.#received += lines.length;
    if (unstored) this.#unstored = unstored.map((line) => ({ kind: "line", line }));
  }

  /** Of a connection that was lost: what was not stored then may be by now. */
  forgetUnstored(): void {
    this.#unstored = [];
  }

  clear(): void {
    this.#ring = new Array(this.#ring.length);
    this.#first = 0;
    this.#count = 0;
    this.#weight = 0;
    this.#unstored = [];
  }

  resize(capacity: number): void {
    if (capacity === this.#ring.length) return;
    const kept = this.#rows().slice(-capacity);
    this.#ring = new Array(capacity);
    this.#first = 0;
    this.#count = 0;
    this.#weight = 0;
    for (const row of kept) this.#push(row);
  }

  /** The rows as they are now, which no line that comes later changes. */
  frozen(): LogRows {
    return [...this.#rows(), ...this.#unstored];
  }

  #rows(): LogRow[] {
    const rows: LogRow[] = [];
    for (let index = 0; index < this.#count; index++) {
      const row = this.#ring[(this.#first + index) % this.#ring.length];
      if (row) rows.push(row);
    }
    return rows;
  }

  #push(row: LogRow): void {
    if (this.#count === this.#ring.length) this.#dropFirst();
    this.#ring[(this.#first + this.#count) % this.#ring.length] = row;
    this.#count++;
    this.#weight += weightOfRow(row);
    while (this.#weight > MOST_WEIGHT && this.#count > 1) this.#dropFirst();
  }

  #dropFirst(): void {
    const row = this.#ring[this.#first];
    if (row) this.#weight -= weightOfRow(row);
    this.#ring[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.#ring.length;
    this.#count--;
  }
}

function weightOfRow(row: LogRow): number {
  return row.kind === "line" ? weightOf(row.line) : 1;
}
