import { RE2JS, RE2JSException } from "re2js";
import { toPostgresRegex } from "./postgres-regex.ts";
import type { Place, RegexTerm } from "./search.ts";
import { invalid } from "./source.ts";

/** Instructions of a compiled expression: what one character of a text costs at worst grows with it. */
const PROGRAM_SIZE = 2_000;

/** Compiled expressions take time linear in the text, whatever they are: RE2 does not backtrack. */
export function compileRegex(term: Pick<RegexTerm, "source" | "flags">): RE2JS {
  return RE2JS.compile(term.source, term.flags === "i" ? RE2JS.CASE_INSENSITIVE : 0);
}

/** Throws SEARCH_INVALID for what cannot be run, live or in Postgres. */
export function checkRegex(source: string, flags: "" | "i", place: Place): void {
  let size: number;
  try {
    size = compileRegex({ source, flags }).programSize();
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw invalid(place, `the regular expression cannot be read: ${reason(error)}`, RE2_EXPECTED, error);
  }
  if (size > PROGRAM_SIZE) {
    throw invalid(place, "the regular expression is too large", "fewer or smaller repetitions");
  }
  toPostgresRegex(source, flags, place);
}

const RE2_EXPECTED = "an expression of the RE2 kind, without look-ahead, look-behind and back-references";

function reason(error: RE2JSException): string {
  return error.message.replace(/^error parsing regexp: /, "");
}
