/**
 * A word is a run, as long as it goes, of letters, marks (accents), digits of any script and `_`. Everything else parts words: `user_id=42`
 * has the words `user_id` and `42`, `10.0.0.1` has four. Case does not count. Scripts without spaces make one word of a whole run.
 */
const WORD = /^[\p{L}\p{M}\p{N}_]$/u;

/** Distinct words that are taken of one log; those that come later are found by reading, not by the index. */
export const WORDS_AT_MOST = 256;
/** UTF-16 units; of longer words the beginning stands for the whole, in texts and in searches alike. */
const WORD_LENGTH = 64;

const SEPARATOR = 1;
const LOWER = 2;
const UPPER = 3;

/** What each UTF-16 unit is; beyond ASCII filled when first met, 0 until then. */
const kinds = new Uint8Array(65_536);
for (let unit = 0; unit < 128; unit++) {
  kinds[unit] = unit >= 65 && unit <= 90 ? UPPER : WORD.test(String.fromCharCode(unit)) ? LOWER : SEPARATOR;
}

function kindAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return kinds[unit] || learn(text, at, unit);
}

function learn(text: string, at: number, unit: number): number {
  // Halves of a pair say nothing by themselves, so they are never remembered.
  if (unit >= 0xd800 && unit <= 0xdfff) {
    const first = unit >= 0xdc00 && at > 0 ? at - 1 : at;
    const point = text.codePointAt(first) ?? 0;
    return point > 0xffff && WORD.test(String.fromCodePoint(point)) ? UPPER : SEPARATOR;
  }
  const char = String.fromCharCode(unit);
  // UPPER says no more than that it has to be folded.
  const kind = WORD.test(char) ? UPPER : SEPARATOR;
  kinds[unit] = kind;
  return kind;
}

/** Whether the character that holds this UTF-16 unit belongs to a word; false outside of the text. */
export function isWordAt(text: string, at: number): boolean {
  return at >= 0 && at < text.length && kindAt(text, at) !== SEPARATOR;
}

/**
 * The text without its case, unit by unit as long as before, so that places in one are places in the other. The one letter whose lower case is
 * longer (İ) becomes i; the two lower cases of Σ become one, because which of them is written depends on what follows.
 */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length && !lower.includes("ς")) return lower;
  return text.replaceAll("İ", "i").toLowerCase().replaceAll("ς", "σ");
}

/**
 * The distinct words of one text, or of all texts of a log together, folded, in the order in which they come: the first `WORDS_AT_MOST`, each cut
 * to `WORD_LENGTH`. This is what the store indexes.
 */
export function wordsOf(texts: string | Iterable<string>): string[] {
  const found = new Set<string>();
  if (typeof texts === "string") collect(texts, found);
  else {
    for (const text of texts) {
      if (!collect(text, found)) break;
    }
  }
  return [...found];
}

/** False when there is no room for more. */
function collect(text: string, found: Set<string>): boolean {
  const { length } = text;
  let at = 0;
  while (at < length) {
    let kind = kinds[text.charCodeAt(at)] || kindAt(text, at);
    if (kind === SEPARATOR) {
      at++;
      continue;
    }
    const start = at;
    let folded = true;
    do {
      if (kind === UPPER) folded = false;
      at++;
      if (at >= length) break;
      kind = kinds[text.charCodeAt(at)] || kindAt(text, at);
    } while (kind !== SEPARATOR);
    if (found.size >= WORDS_AT_MOST) return false;
    found.add(cutWord(folded ? text.slice(start, at) : fold(text.slice(start, at))));
  }
  return true;
}

function cutWord(word: string): string {
  if (word.length <= WORD_LENGTH) return word;
  const last = word.charCodeAt(WORD_LENGTH - 1);
  // Half of a pair is no text.
  return word.slice(0, last >= 0xd800 && last <= 0xdbff ? WORD_LENGTH - 1 : WORD_LENGTH);
}
