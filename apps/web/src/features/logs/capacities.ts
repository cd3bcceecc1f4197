/** How many lines a live page can keep. */
export const CAPACITIES = [1_000, 10_000, 50_000] as const;
export type Capacity = (typeof CAPACITIES)[number];

export const DEFAULT_CAPACITY: Capacity = 10_000;

export function isCapacity(value: unknown): value is Capacity {
  return CAPACITIES.some((capacity) => capacity === value);
}
