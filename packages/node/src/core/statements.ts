import { createHash } from "node:crypto";
import { type BatchStatement, LIMITS, OTHER_FINGERPRINT } from "@vigie/protocol";
import { LONGEST_SQL, normaliseSql } from "./normalise-sql.ts";

/** SQL with its literals replaced. There is one such object for each fingerprint. */
export interface Statement extends BatchStatement {
  /** A reading of `performance.now()`. */
  lastRun: number;
}

/** Raw texts whose statement is remembered, to normalise each but once: characters in all. Emptied when full. */
const REMEMBERED_CHARACTERS = 1_000_000;
const FORGET_AFTER_MS = 3_600_000;

/** The statements of this process, bounded: past the limit everything is one statement, `(other)`. */
export class Statements {
  readonly other: Statement = { fingerprint: OTHER_FINGERPRINT, text: "(other)", lastRun: 0 };
  readonly #limit: number;
  readonly #byRaw = new Map<string, Statement>();
  readonly #byFingerprint = new Map<string, Statement>();
  #remembered = 0;

  constructor(limit: number = LIMITS.statementsPerService) {
    this.#limit = limit;
  }

  /** The statement of an SQL text as it was sent. */
  of(sql: string): Statement {
    // A copy, as a mere part would keep the whole in memory.
    const raw = sql.length > LONGEST_SQL ? Buffer.from(sql.slice(0, LONGEST_SQL)).toString() : sql;
    let statement = this.#byRaw.get(raw);
    if (statement === undefined) {
      statement = this.#admit(normaliseSql(raw));
      // Not what is past the limit: there may be room for it later.
      if (statement !== this.other) this.#remember(raw, statement);
    }
    statement.lastRun = performance.now();
    return statement;
  }

  /** Makes room: drops statements that did not run for an hour. */
  forgetUnseen(now = performance.now()): void {
    for (const [fingerprint, statement] of this.#byFingerprint) {
      if (now - statement.lastRun >= FORGET_AFTER_MS) this.#byFingerprint.delete(fingerprint);
    }
    this.#forgetRaw();
  }

  #admit(text: string): Statement {
    const fingerprint = fingerprintOf(text);
    const known = this.#byFingerprint.get(fingerprint);
    if (known !== undefined) return known;
    if (this.#byFingerprint.size >= this.#limit) return this.other;
    const statement = { fingerprint, text: bounded(text), lastRun: 0 };
    this.#byFingerprint.set(fingerprint, statement);
    return statement;
  }

  #remember(raw: string, statement: Statement): void {
    if (this.#remembered + raw.length > REMEMBERED_CHARACTERS) this.#forgetRaw();
    this.#remembered += raw.length;
    this.#byRaw.set(raw, statement);
  }

  #forgetRaw(): void {
    this.#byRaw.clear();
    this.#remembered = 0;
  }
}

/** 64 bits of SHA-256: the same text has the same one in every service and instance. */
function fingerprintOf(text: string): string {
  const fingerprint = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return fingerprint === OTHER_FINGERPRINT ? "0000000000000001" : fingerprint;
}

function bounded(text: string): string {
  if (text.length <= LIMITS.statementLength) return text;
  return `${text.slice(0, LIMITS.statementLength - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
