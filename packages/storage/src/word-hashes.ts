import { WORDS_AT_MOST, wordsOf } from "./words.ts";

/** In `words` of a log that may have more words than are indexed: a search has to look at its text. */
export const OVERFLOW = 0;

/** A log as far as free text is searched in it. */
export interface LogTexts {
  message: string;
  errors: readonly { type: string; message: string; stack: string }[];
  attributes: Readonly<Record<string, unknown>>;
}

/**
 * The hash under which a word is indexed, a signed 32-bit integer, never OVERFLOW. FNV-1a over UTF-16 units, then the finaliser of
 * MurmurHash3: words that differ in one digit land far apart. Four bytes a word keep the index small; that two words of one store
 * share a hash happens once in billions of pairs, and then one finds the other's lines as well.
 */
export function hashWord(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash = (hash ^ (hash >>> 16)) | 0;
  return hash === OVERFLOW ? 1 : hash;
}

/** Hashes of the distinct words in everything that free text is searched in. */
export function wordHashes(log: LogTexts): number[] {
  const hashes = wordsOf(textsOf(log)).map(hashWord);
  if (hashes.length >= WORDS_AT_MOST) hashes.push(OVERFLOW);
  return hashes;
}

/** Message, type, message and stack of errors, and the values (not the names) of attributes, at any depth. */
export function* textsOf({ message, errors, attributes }: LogTexts): Generator<string> {
  yield message;
  for (const error of errors) {
    yield error.type;
    yield error.message;
    yield error.stack;
  }
  yield* valuesIn(attributes);
}

function* valuesIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "number" || typeof value === "boolean") yield String(value);
  else if (typeof value === "object" && value !== null) for (const one of Object.values(value)) yield* valuesIn(one);
}
