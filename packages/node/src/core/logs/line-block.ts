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

/**
 * Lines of one logger, one behind the other in one text. A line of pino's is a tree of a dozen small texts; in a block they become
 * one copy while they are still in the processor's cache, instead of one for each line later, and the garbage collector need not
 * look at any of them again.
 */
export class LineBlock {
  readonly #reader: LineReader;
  /** Undefined when it is closed. */
  #lines: string[] | undefined = [];
  #length = 0;
  #text = "";
  /** Undefined before anybody asked. */
  #holdsScheme: boolean | undefined;
  /** Before it, lines are read or dropped. */
  #at = 0;

  constructor(reader: LineReader) {
    this.#reader = reader;
  }

  takes(line: string, reader: LineReader): boolean {
    return reader === this.#reader && this.#length + line.length <= MOST_CHARACTERS;
  }

  /** Returns where it ends. Not after it was closed. */
  add(line: string): number {
    this.#lines?.push(line);
    this.#length += line.length;
    return this.#length;
  }

  /** No line comes after this. */
  close(): void {
    if (this.#lines === undefined) return;
    this.#text = this.#lines.join("");
    this.#lines = undefined;
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
