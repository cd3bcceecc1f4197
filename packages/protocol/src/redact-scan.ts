/**
 * What a text has that some pass of `redactText` could change. One reading of about 2 ns a character, so that the passes, which cost
 * ten times as much, run only where they can find something: most of what is logged is harmless.
 */
export const SIGN = {
  /** `@` or `%`: e-mail addresses, credentials in URLs. */
  address: 1,
  /** `=`, `:`, `%` or `--`: names with values. */
  pair: 2,
  /** Two colons together, or six: IPv6, with an IPv4 address at its end perhaps. */
  colons: 4,
  /** Thirteen digits: cards. */
  digits: 8,
  /** Three times a digit after a dot: IPv4. */
  dotted: 16,
  /** Twelve characters of a token in a row. */
  run: 32,
  /** `--`: private keys. */
  dashes: 64,
  /** NUL or a surrogate, which may be a lone one. */
  unstorable: 128,
  /** What JSON writes with a backslash. */
  escaped: 256,
} as const;

const ADDRESS = SIGN.address | SIGN.pair;

const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;
const DOT = 3;
const DASH = 4;
const COLON = 5;
const AT = 6;
const PERCENT = 7;
const EQUALS = 8;
const QUOTED = 9;

const CLASSES = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(char)) CLASSES[code] = LETTER;
  else if (/\d/.test(char)) CLASSES[code] = DIGIT;
  else if (code < 32 || char === '"' || char === "\\") CLASSES[code] = QUOTED;
}
CLASSES[46] = DOT;
CLASSES[45] = DASH;
CLASSES[58] = COLON;
CLASSES[64] = AT;
CLASSES[37] = PERCENT;
CLASSES[61] = EQUALS;

/** The signs of a text, or of a part of it, added up. */
export function scan(text: string, from = 0, to = text.length): number {
  let signs = 0;
  let run = 0;
  let digits = 0;
  let colons = 0;
  let dotted = 0;
  let before = OTHER;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) {
      if (code >= 0xd800 && code <= 0xdfff) signs |= SIGN.unstorable | SIGN.escaped;
      before = OTHER;
      run = 0;
      continue;
    }
    const kind = CLASSES[code] as number;
    if (kind === LETTER) {
      if (++run === 12) signs |= SIGN.run;
    } else if (kind === OTHER) {
      run = 0;
    } else {
      switch (kind) {
        case DIGIT:
          digits++;
          if (before === DOT) dotted++;
          if (++run === 12) signs |= SIGN.run;
          break;
        case DOT:
          if (++run === 12) signs |= SIGN.run;
          break;
        case DASH:
          if (before === DASH) signs |= SIGN.dashes | SIGN.pair;
          if (++run === 12) signs |= SIGN.run;
          break;
        case QUOTED:
          signs |= code === 0 ? SIGN.unstorable | SIGN.escaped : SIGN.escaped;
          run = 0;
          break;
        case COLON:
          colons += before === COLON ? 6 : 1;
          signs |= SIGN.pair;
          run = 0;
          break;
        case EQUALS:
          signs |= SIGN.pair;
          run = 0;
          break;
        default:
          signs |= ADDRESS;
          run = 0;
      }
    }
    before = kind;
  }
  if (digits >= 13) signs |= SIGN.digits;
  if (dotted >= 3) signs |= SIGN.dotted;
  if (colons >= 6) signs |= SIGN.colons;
  return signs;
}
