const IDENTIFIER = /[A-Za-z_$][A-Za-z0-9_$]*/g;
const LONGEST_WORD = 40;

/**
 * The words by which code is found, lower case and in order: every identifier, and after it its parts.
 * `parseURLQuery max_age` gives parseurlquery, parse, url, query, max_age, max, age.
 */
export function wordsOf(code: string): string[] {
  const words: string[] = [];
  for (const [identifier] of code.matchAll(IDENTIFIER)) {
    const parts = identifier
      .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
      .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
      .split(/[\s_$]+/)
      .filter((part) => part.length > 1);
    const whole = identifier.toLowerCase();
    if (whole.length > 1 && whole.length <= LONGEST_WORD) words.push(whole);
    if (parts.length > 1) for (const part of parts) if (part.length <= LONGEST_WORD) words.push(part.toLowerCase());
  }
  return words;
}
