import { holdsScheme } from "@vigie/protocol";
import type { QuickLog } from "./quick-log.ts";
import type { ReadLog } from "./read-log.ts";

/** Understands what one logger writes. Called when logs are packed, never in the host's path; must not throw. */
export interface LineReader {
  /**
   * The same for a line from `from` to `to` in `text` in which nothing is to be redacted, where that can be told without parsing it;
   * of a text of which `holdsScheme` is false.
   */
  quick(text: string, from: number, to: number): QuickLog | undefined;
  read(line: string): ReadLog;
}

/** Characters. A line that is longer has a block of its own. */
const MOST_CHARACTERS = 16_384;
const BEGIN = /^\{/;

/**
 * Lines of one logger, one behind the other in one text. A line of pino's is a tree of a dozen small texts; in a block they become
 * one copy while they are still in the processor's cache, instead of one for each line later, and the garbage collector need not
 * look at any of them again.
 */
export class LineBlock {
  readonly #reader: LineReader;
  #text = "";
  #isClosed = false;
  /** Undefined before anybody asked. */
  #holdsScheme: boolean | undefined;
  /** Before it, lines are read or dropped. */
  #at = 0;

  constructor(reader: LineReader) {
    this.#reader = reader;
  }

  takes(line: string, reader: LineReader): boolean {
    return reader === this.#reader && !this.#isClosed && this.#text.length + line.length <= MOST_CHARACTERS;
  }

  /** Returns where it ends. */
  add(line: string): number {
    this.#text += line;
    return this.#text.length;
  }

  /** No line comes after this. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // To look for something in it V8 makes one text of it; of a long one the host does not wait for that.
    if (this.#text.length <= MOST_CHARACTERS) BEGIN.test(this.#text);
  }

  /** The first line, which ends there, if it can be sent as it is. Only of a closed block. */
  quick(end: number): QuickLog | undefined {
    this.#holdsScheme ??= holdsScheme(this.#text);
    // Some other line may hold it.
    if (this.#holdsScheme && holdsScheme(this.#text.slice(this.#at, end))) return undefined;
    return this.#reader.quick(this.#text, this.#at, end);
  }

  /** The first line, which ends there. */
  read(end: number): ReadLog {
    return this.#reader.read(this.#text.slice(this.#at, end));
  }

  /** The first line, which ends there, is read or dropped. Returns how long it was. */
  pass(end: number): number {
    const length = end - this.#at;
    this.#at = end;
    return length;
  }
}
