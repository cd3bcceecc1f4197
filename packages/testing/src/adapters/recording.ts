import type { Batch, BatchAck, BatchError, BatchRequest } from "@vigie/protocol";

/** What was counted for one endpoint, over all batches. */
export interface Recorded {
  count: number;
  /** By status class: 1xx, 2xx, 3xx, 4xx, 5xx. */
  status: number[];
  aborted: number;
  sumMs: number;
  minMs: number;
  maxMs: number;
  sentBytes: number;
}

/** One error group at one endpoint, over all batches. */
export interface RecordedError {
  /** `METHOD /route`. */
  endpoint: string;
  fingerprint: string;
  type: string;
  place: string;
  count: number;
  samples: NonNullable<BatchError["sample"]>[];
}

const DEADLINE_MS = 10_000;

/** A Vigie in memory: acknowledges every batch and adds up what was in it. */
export class Recording {
  readonly batches: Batch[] = [];

  readonly transport = async (batch: Batch): Promise<BatchAck> => {
    this.batches.push(batch);
    return { id: batch.id, duplicate: false, serverTime: Date.now() };
  };

  /** By `METHOD /route`. */
  endpoints(): Map<string, Recorded> {
    const endpoints = new Map<string, Recorded>();
    for (const rollup of this.batches.flatMap((batch) => batch.rollups)) {
      const key = `${rollup.method} ${rollup.route}`;
      const sum = endpoints.get(key) ?? newRecorded();
      sum.count += rollup.count;
      sum.status = sum.status.map((count, i) => count + (rollup.status[i] ?? 0));
      sum.aborted += rollup.aborted;
      sum.sumMs += rollup.sumMs;
      sum.minMs = Math.min(sum.minMs, rollup.minMs);
      sum.maxMs = Math.max(sum.maxMs, rollup.maxMs);
      sum.sentBytes += rollup.sentBytes;
      endpoints.set(key, sum);
    }
    return endpoints;
  }

  /** Throws when a batch does not describe an error that it counts. */
  errors(): RecordedError[] {
    const errors = new Map<string, RecordedError>();
    for (const batch of this.batches) {
      for (const rollup of batch.rollups) {
        const endpoint = `${rollup.method} ${rollup.route}`;
        for (const { fingerprint, count } of rollup.errors) {
          const described = batch.errors.find((error) => error.fingerprint === fingerprint);
          if (described === undefined) throw new Error(`${fingerprint} is counted and not described`);
          const { type, place } = described;
          const key = `${endpoint} ${fingerprint}`;
          const error = errors.get(key) ?? { endpoint, fingerprint, type, place, count: 0, samples: [] };
          error.count += count;
          if (described.sample !== undefined) error.samples.push(described.sample);
          errors.set(key, error);
        }
      }
    }
    return [...errors.values()];
  }

  requests(): BatchRequest[] {
    return this.batches.flatMap((batch) => batch.requests);
  }

  /** Waits until `count` requests were recorded in all, and returns the endpoints. Throws when they do not come. */
  async until(count: number, flush: () => Promise<void>): Promise<Map<string, Recorded>> {
    const deadline = performance.now() + DEADLINE_MS;
    for (;;) {
      await flush();
      const endpoints = this.endpoints();
      const seen = [...endpoints.values()].reduce((sum, endpoint) => sum + endpoint.count, 0);
      if (seen >= count) return endpoints;
      if (performance.now() > deadline) {
        throw new Error(`${seen} of ${count} requests were recorded: ${JSON.stringify([...endpoints])}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function newRecorded(): Recorded {
  const minMs = Number.POSITIVE_INFINITY;
  return { count: 0, status: [0, 0, 0, 0, 0], aborted: 0, sumMs: 0, minMs, maxMs: 0, sentBytes: 0 };
}
