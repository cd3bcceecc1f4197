/** Dimensions of an embedding. */
export const DIMENSIONS = 96;

/**
 * A text as a unit vector: the letter trigrams of its words, hashed with a sign into 96 dimensions (the hashing trick of
 * Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009). Near spellings come out near, with no model.
 * `weightOf` says how much a word tells, for instance its rarity; repeated words count with 1 + ln(times).
 */
export function embed(words: readonly string[], weightOf: (word: string) => number = () => 1): number[] {
  const times = new Map<string, number>();
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);

  const vector = new Array<number>(DIMENSIONS).fill(0);
  for (const [word, count] of times) {
    const padded = ` ${word} `;
    const trigrams = padded.length - 2;
    const weight = ((1 + Math.log(count)) * weightOf(word)) / Math.sqrt(trigrams);
    for (let start = 0; start < trigrams; start++) {
      const hash = fnv1a(padded, start, start + 3);
      const dimension = (hash >>> 1) % DIMENSIONS;
      vector[dimension] = (vector[dimension] ?? 0) + (hash & 1 ? weight : -weight);
    }
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** Cosine of the angle between two unit vectors, −1 to 1. */
export function cosine(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** 32-bit FNV-1a over UTF-16 code units of text[from, to). */
function fnv1a(text: string, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
