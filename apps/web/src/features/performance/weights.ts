import type { PerformanceIndex } from "../../lib/trpc.ts";

type Part = PerformanceIndex["parts"][number]["part"];

/** What is typed into the form, in %. */
export type WeightTexts = Record<Part, string>;
export type Weights = Record<Part, number>;

export const WEIGHED = ["cache", "latency", "errors", "memory"] as const satisfies readonly Part[];

export function textsOf(weights: Weights): WeightTexts {
  const text = (part: Part) => String(Number((weights[part] * 100).toPrecision(6)));
  return { cache: text("cache"), latency: text("latency"), errors: text("errors"), memory: text("memory") };
}

/** The weights as the API takes them, or why they will not do. */
export function weightsOf(
  texts: WeightTexts,
): { weights: Weights; problem: null } | { weights: null; problem: string } {
  const numbers = WEIGHED.map((part) => (texts[part].trim() === "" ? Number.NaN : Number(texts[part])));
  if (numbers.some((number) => !(number >= 0 && number <= 100)))
    return { weights: null, problem: "Each weight is a number from 0 to 100." };
  const sum = numbers.reduce((total, number) => total + number, 0);
  if (Math.abs(sum - 100) > 1e-4)
    return { weights: null, problem: `They sum to ${Number(sum.toPrecision(6))}\u202f%, not to 100\u202f%.` };
  const [cache = 0, latency = 0, errors = 0, memory = 0] = numbers.map((number) => number / 100);
  return { weights: { cache, latency, errors, memory }, problem: null };
}
