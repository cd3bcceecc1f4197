import { LIMITS, VigieError } from "@vigie/protocol";

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/**
 * Looks at JSON before JSON.parse does, which builds two hundred thousand levels without complaint, and takes most of a second for
 * millions of empty objects or for one with a million names. Throws BATCH_TOO_DEEP or BATCH_INVALID.
 */
export function scanJson(text: Buffer): void {
  /** Names so far in the object that is open at each depth. */
  const names = new Uint32Array(LIMITS.depth + 1);
  let depth = 0;
  let containers = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i];
    if (inString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === COLON) {
      const count = (names[depth] ?? 0) + 1;
      if (count > LIMITS.namesPerObject) throw tooMany(`names in one object, the limit is ${LIMITS.namesPerObject}`);
      names[depth] = count;
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > LIMITS.depth) throw new VigieError("BATCH_TOO_DEEP", { limit: LIMITS.depth });
      if (++containers > LIMITS.objectsPerBatch)
        throw tooMany(`objects and lists, the limit is ${LIMITS.objectsPerBatch}`);
      names[depth] = 0;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
}

function tooMany(what: string): VigieError {
  return new VigieError("BATCH_INVALID", { path: "(the whole)", problem: `more ${what}` });
}
