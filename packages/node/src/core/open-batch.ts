import {
  type Batch,
  type BatchError,
  type BatchStatement,
  LIMITS,
  OTHER_FINGERPRINT,
  type Resource,
  WIRE_VERSION,
} from "@vigie/protocol";
import { uuidV7 } from "@vigie/series";
import type { SizedLogs } from "./logs/packed-logs.ts";

/** What fingerprints stand for. */
export interface Dictionary {
  errors: ReadonlyMap<string, BatchError>;
  statements: ReadonlyMap<string, BatchStatement>;
}

/** The fingerprints that a rollup or a request names. */
export interface Mentions {
  errors: readonly { fingerprint: string }[];
  statements: readonly { fingerprint: string }[];
}

/** Descriptions that a batch does not hold yet. */
interface News {
  errors: BatchError[];
  statements: BatchStatement[];
  bytes: number;
}

/**
 * Uncompressed size at which a batch is closed, by an upper estimate. It stays below the limit of the *compressed*
 * body, so that even what does not compress is accepted.
 */
const BATCH_BYTES = LIMITS.compressedBytes * 0.9;
/** What a batch takes beside its lists, at most. */
const EMPTY_BYTES = 1_024 * 8;
const MOST = {
  losses: LIMITS.lossesPerBatch,
  rollups: LIMITS.rollupsPerBatch,
  requests: LIMITS.requestsPerBatch,
  metrics: LIMITS.metricsPerBatch,
};
const OTHER_ERROR: BatchError = { fingerprint: OTHER_FINGERPRINT, type: "(other)", place: "" };
const OTHER_STATEMENT: BatchStatement = { fingerprint: OTHER_FINGERPRINT, text: "(other)" };

/** A batch that is being filled. */
export class OpenBatch {
  readonly batch: Batch;
  /** As JSON, several to a text: there are many of them, and as objects they would have to be kept until all are read. */
  readonly logs: string[] = [];
  logCount = 0;
  #bytes = EMPTY_BYTES;
  readonly #errors = new Set<string>();
  readonly #statements = new Set<string>();

  constructor(resource: Resource, nowMs: number) {
    const lists = { rollups: [], requests: [], metrics: [], losses: [], errors: [], statements: [], logs: [] };
    this.batch = { version: WIRE_VERSION, id: uuidV7(nowMs), resource, ...lists };
  }

  /** What must be described for these mentions. A sample that travels in another batch is left out. */
  lacking(mentions: Mentions, dictionary: Dictionary, samplesSent: ReadonlySet<string>): News {
    const news: News = { errors: [], statements: [], bytes: 0 };
    for (const { fingerprint } of mentions.errors) {
      if (this.#errors.has(fingerprint)) continue;
      const { sample, ...error } = dictionary.errors.get(fingerprint) ?? { ...OTHER_ERROR, fingerprint };
      news.errors.push(sample === undefined || samplesSent.has(fingerprint) ? error : { ...error, sample });
    }
    for (const { fingerprint } of mentions.statements) {
      if (this.#statements.has(fingerprint)) continue;
      const { text } = dictionary.statements.get(fingerprint) ?? OTHER_STATEMENT;
      news.statements.push({ fingerprint, text });
    }
    // Exact, as a guess at the size of long texts would leave most of a batch empty.
    for (const one of [...news.errors, ...news.statements]) news.bytes += Buffer.byteLength(JSON.stringify(one)) + 1;
    return news;
  }

  hasRoom(list: keyof typeof MOST, bytes: number, news: News): boolean {
    const { batch } = this;
    return (
      batch[list].length < MOST[list] &&
      this.#bytes + bytes + news.bytes <= BATCH_BYTES &&
      batch.errors.length + news.errors.length <= LIMITS.errorsPerBatch &&
      batch.statements.length + news.statements.length <= LIMITS.statementsPerBatch
    );
  }

  /** Whether there was room for them; an empty batch takes any. */
  addLogs({ json, count, bytes }: SizedLogs): boolean {
    if (this.logCount + count > LIMITS.logsPerBatch) return false;
    if (this.#bytes + bytes > BATCH_BYTES && this.#bytes > EMPTY_BYTES) return false;
    this.#bytes += bytes;
    this.logs.push(json);
    this.logCount += count;
    return true;
  }

  /** Takes the room of something, and what it must be described by. */
  add(bytes: number, news: News, samplesSent: Set<string>): void {
    this.#bytes += bytes + news.bytes;
    for (const error of news.errors) {
      this.batch.errors.push(error);
      this.#errors.add(error.fingerprint);
      if (error.sample !== undefined) samplesSent.add(error.fingerprint);
    }
    for (const statement of news.statements) {
      this.batch.statements.push(statement);
      this.#statements.add(statement.fingerprint);
    }
  }
}
