import type { BatchLoss } from "@vigie/protocol";

/** What limits cost since it was last reported: counted here, taken into the next batch, put back if that one is lost. */
export class Losses {
  #counts = new Map<string, BatchLoss>();

  add(what: BatchLoss["what"], cause: BatchLoss["cause"], count = 1): void {
    if (count <= 0) return;
    const key = `${what}/${cause}`;
    const loss = this.#counts.get(key);
    if (loss) loss.count += count;
    else this.#counts.set(key, { what, cause, count });
  }

  addAll(losses: readonly BatchLoss[]): void {
    for (const loss of losses) this.add(loss.what, loss.cause, loss.count);
  }

  get any(): boolean {
    return this.#counts.size > 0;
  }

  take(): BatchLoss[] {
    const losses = [...this.#counts.values()];
    this.#counts = new Map();
    return losses;
  }
}
