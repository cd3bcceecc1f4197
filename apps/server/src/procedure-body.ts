import { VigieError } from "@vigie/protocol";

/** Of a call, or of several at once. The largest that means anything is a thousand samples with all their labels. */
export const PROCEDURE_BODY_BYTES = 2 * 1_048_576;
const VALUES = 60_000;
const DEPTH = 64;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/**
 * Looks at JSON before JSON.parse and a schema do: of a body of two megabytes they can make hundreds, an issue for each of a million
 * wrong items. Throws REQUEST_MALFORMED.
 */
export function checkProcedureBody(text: string): void {
  let values = 0;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === COMMA) values++;
    else if (code === 0x7b || code === 0x5b) {
      values++;
      if (++depth > DEPTH)
        throw new VigieError("REQUEST_MALFORMED", { problem: `it nests deeper than ${DEPTH} levels` });
    } else if (code === 0x7d || code === 0x5d) depth--;
    if (values > VALUES) throw new VigieError("REQUEST_MALFORMED", { problem: `it holds more than ${VALUES} values` });
  }
}
