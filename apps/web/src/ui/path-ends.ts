/** So many characters at the end stay in sight: where paths begin alike, as routes do, these tell them apart. */
const TAIL_LENGTH = 12;

/** Shorter ones fit as they are. */
const SPLIT_FROM = 18;

/** What is read from the right cannot be taken apart: its halves would change places. */
const FROM_THE_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]|[\ud802\ud803\ud83a\ud83b]/;

/** What belongs to the character before it. */
const CONTINUES = /^(?:\p{M}|\u200d|\ufe0f)/u;

/** A path in two: a head that may be cut off, and a tail that is not. The tail of a short one is empty. */
export function pathEnds(path: string): { head: string; tail: string } {
  if (path.length < SPLIT_FROM || FROM_THE_RIGHT.test(path)) return { head: path, tail: "" };
  let at = path.length - TAIL_LENGTH;
  while (at > 0 && (CONTINUES.test(path.slice(at)) || isLowSurrogate(path.charCodeAt(at)))) at -= 1;
  return { head: path.slice(0, at), tail: path.slice(at) };
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
