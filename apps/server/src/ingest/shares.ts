/**
 * Divides something limited among senders whose number is not known: each may hold as much as is still free. So one alone gets
 * half, n of them one (n + 1)th each, and as much stays free for the next one that comes (Choudhury and Hahne, "Dynamic queue
 * length thresholds for shared-memory packet switches", 1998, with α = 1).
 */
export class Shares {
  readonly #limit: number;
  readonly #held = new Map<string, number>();
  #total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What all of them hold. */
  get total(): number {
    return this.#total;
  }

  /** What is free, and so what one sender may hold. */
  get free(): number {
    return this.#limit - this.#total;
  }

  heldBy(sender: string): number {
    return this.#held.get(sender) ?? 0;
  }

  hasRoom(sender: string, amount: number): boolean {
    return this.heldBy(sender) + amount <= this.free;
  }

  /** Takes it, room or not. A negative amount gives back. */
  take(sender: string, amount: number): void {
    const held = this.heldBy(sender) + amount;
    if (held === 0) this.#held.delete(sender);
    else this.#held.set(sender, held);
    this.#total += amount;
  }
}
