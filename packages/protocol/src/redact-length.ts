import { redactSigned } from "./redact.ts";
import type { OwnRedaction } from "./redact-own.ts";
import { SIGN, scan } from "./redact-scan.ts";

const UNSTORABLE = /[\0\p{Surrogate}]/gu;
/** Longest word that is looked at whole; a secret that is longer may lose its end. */
const WORD_LENGTH = 300;
/** What `…[1,234 characters cut]` needs. */
const MARK_LENGTH = 40;

/**
 * The beginning of a text as it can be stored and shown: at most `length` characters, redacted, without NUL and lone surrogates.
 * `cut` is how many characters of the end were left out; they were not read. It ends with a whole word: half a secret is one that
 * nobody would know as such.
 */
export function redactStart(text: string, length: number, own?: OwnRedaction): { text: string; cut: number } {
  const kept = text.length <= length ? text : wholeWords(text.slice(0, length));
  const redacted = storable(kept, own);
  const cut = text.length - kept.length;
  if (redacted.length <= length) return { text: redacted, cut };
  // Redaction made it longer.
  const short = wholeWords(redacted.slice(0, length));
  return { text: storable(short, own).slice(0, length), cut: cut + redacted.length - short.length };
}

/** The same with a visible mark at the end, within `length`, where something was cut. */
export function redactWithin(text: string, length: number, own?: OwnRedaction): string {
  if (text.length <= length) {
    const whole = storable(text, own);
    if (whole.length <= length) return whole;
  }
  const { text: start, cut } = redactStart(text, length - MARK_LENGTH, own);
  return `${start}…[${cut.toLocaleString("en")} characters cut]`;
}

function storable(text: string, own: OwnRedaction | undefined): string {
  const signs = scan(text);
  const result = redactSigned(text, signs, own);
  return signs & SIGN.unstorable ? result.replace(UNSTORABLE, "\ufffd") : result;
}

/** A copy, as a slice would keep the whole text in memory. */
function wholeWords(slice: string): string {
  let end = slice.length;
  while (end > 0 && slice.length - end < WORD_LENGTH && !/\s/.test(slice[end - 1] as string)) end--;
  return JSON.parse(JSON.stringify(slice.slice(0, end)));
}
