/** Chance that can be had again: the same seed gives the same numbers. */
export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  /** True so often, 0–1. */
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** So many bytes of anything. */
  bytes(length: number): Buffer;
  /** A whole number up to `limit` whose size, not whose value, is even: 7 is as likely as 70,000. */
  size(limit: number): number;
}

/** SplitMix32 by Sebastiano Vigna: good enough to be hostile with, and every seed begins elsewhere. */
export function createRandom(seed: number, index = 0): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (share) => next() < share,
    pick<T>(from: readonly T[]): T {
      if (from.length === 0) throw new Error("there is nothing to pick from");
      return from[below(from.length)] as T;
    },
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
    size: (limit) => Math.floor(limit ** next()),
  };
}

/** One of what stands here, each as often as its weight says. */
export function pickWeighted<T>(random: Random, from: readonly (readonly [weight: number, what: T])[]): T {
  let left = random.below(from.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, what] of from) {
    left -= weight;
    if (left < 0) return what;
  }
  throw new Error("weights are whole numbers");
}
