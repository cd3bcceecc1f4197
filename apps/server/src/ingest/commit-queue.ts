import type { Batch } from "@vigie/protocol";

/** One transaction takes so many batches, or rows, at most. Who comes while it runs waits for it: a tenth of a second at this size. */
const GROUP_LIMIT = 200;
const GROUP_ROWS = 4_000;

/** What waits for a transaction. */
export interface Waiting {
  batch: Batch;
  sender: string;
}

/** Batches in line by sender. Bounded by who puts them in. */
export class CommitQueue<T extends Waiting> {
  /** Whose batches were taken longest ago stands first. */
  readonly #bySender = new Map<string, T[]>();

  get isEmpty(): boolean {
    return this.#bySender.size === 0;
  }

  add(one: T): void {
    const own = this.#bySender.get(one.sender);
    if (own) own.push(one);
    else this.#bySender.set(one.sender, [one]);
  }

  /**
   * As many as one transaction takes, one batch at least: always the oldest of the sender with the fewest rows among them. So a quiet
   * sender's batch is in the next transaction, however many of another's wait.
   */
  takeGroup(): T[] {
    const group: T[] = [];
    const rowsOf = new Map<string, number>();
    let rows = 0;
    while (group.length < GROUP_LIMIT) {
      const sender = this.#withFewest(rowsOf);
      const own = sender === undefined ? undefined : this.#bySender.get(sender);
      const one = own?.[0];
      if (sender === undefined || own === undefined || one === undefined) break;
      const more = rowsIn(one.batch);
      if (group.length > 0 && rows + more > GROUP_ROWS) break;
      rows += more;
      rowsOf.set(sender, (rowsOf.get(sender) ?? 0) + more);
      group.push(one);
      own.shift();
      this.#bySender.delete(sender);
      if (own.length > 0) this.#bySender.set(sender, own);
    }
    return group;
  }

  #withFewest(rowsOf: ReadonlyMap<string, number>): string | undefined {
    let fewest = Number.POSITIVE_INFINITY;
    let found: string | undefined;
    for (const sender of this.#bySender.keys()) {
      const rows = rowsOf.get(sender) ?? 0;
      if (rows < fewest) [fewest, found] = [rows, sender];
      if (rows === 0) break;
    }
    return found;
  }
}

function rowsIn({ rollups, requests, metrics, errors, logs }: Batch): number {
  return rollups.length + requests.length + metrics.length + errors.length + logs.length;
}
