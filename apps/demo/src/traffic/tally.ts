export interface Counts {
  sent: number;
  /** Answers by status code. */
  answered: Record<string, number>;
  /** Sent, and no answer came: refused, broken off, or not within the time. */
  failed: number;
}

export interface Totals extends Counts {
  seconds: number;
  /** Not sent, because as many as are allowed were waiting for an answer. Not in `sent`. */
  withheld: number;
  /** Sent requests by method and route, as the service should count them. */
  byEndpoint: Record<string, number>;
}

/** Counts what was sent and what came of it. Every request that was sent ends in `answered` or `failed`, once. */
export class Tally {
  readonly #total = emptyCounts();
  readonly #byEndpoint: Record<string, number> = {};
  #since = emptyCounts();
  #withheld = 0;

  /** Call what is returned when it ends: with the status, or with null when no answer came. */
  send(endpoint: string): (status: number | null) => void {
    this.#byEndpoint[endpoint] = (this.#byEndpoint[endpoint] ?? 0) + 1;
    for (const counts of [this.#total, this.#since]) counts.sent++;
    let isOpen = true;
    return (status) => {
      if (!isOpen) return;
      isOpen = false;
      for (const counts of [this.#total, this.#since]) {
        if (status === null) counts.failed++;
        else counts.answered[status] = (counts.answered[status] ?? 0) + 1;
      }
    };
  }

  withhold(): void {
    this.#withheld++;
  }

  /** Requests that were sent and have not ended. */
  get open(): number {
    return this.#total.sent - this.#total.failed - sum(this.#total.answered);
  }

  /** What happened since the last call. */
  takeLatest(): Counts {
    const latest = this.#since;
    this.#since = emptyCounts();
    return latest;
  }

  totals(seconds: number): Totals {
    return { ...structuredClone(this.#total), seconds, withheld: this.#withheld, byEndpoint: { ...this.#byEndpoint } };
  }
}

/** `sent 412: 2xx 398, 4xx 12, 5xx 2, failed 0`. */
export function inWords({ sent, answered, failed }: Counts): string {
  const classes = new Map<string, number>();
  for (const [status, count] of Object.entries(answered).sort()) {
    const name = `${status[0]}xx`;
    classes.set(name, (classes.get(name) ?? 0) + count);
  }
  return `sent ${sent}: ${[...classes, ["failed", failed]].map(([name, count]) => `${name} ${count}`).join(", ")}`;
}

function emptyCounts(): Counts {
  return { sent: 0, answered: {}, failed: 0 };
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
