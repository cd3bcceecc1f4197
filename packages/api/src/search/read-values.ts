import type { FieldDefinition } from "./fields.ts";
import type { Comparison, Pattern, Place } from "./search.ts";
import { countTerm, invalid, isEnd, readBare, readQuoted, type Source, skipSpace } from "./source.ts";

/** A value as it was written. */
export interface Value extends Place {
  pattern: Pattern;
  /** Without its quotes, asterisks as they stand. */
  text: string;
}

interface Values extends Place {
  comparison: Comparison | null;
  first: Value;
  all: Value[];
}

/** What stands after the colon: `>=1`, `a`, `a,b` or `(a OR b)`. */
export function readValues(
  source: Source,
  name: string,
  offset: number,
  field: Pick<FieldDefinition, "value" | "examples" | "compares">,
): Values {
  const like = `${field.value}, such as ${field.examples.slice(0, 2).join(" or ")}`;
  const start = source.at;
  const sign = /[<>]=?|=/y;
  sign.lastIndex = start;
  const operator = sign.exec(source.text)?.[0];
  const comparison = operator === undefined || operator === "=" ? null : (operator as Comparison);
  if (comparison !== null && !field.compares) {
    throw invalid({ offset: start, length: comparison.length }, `${name} cannot be compared with ${comparison}`, like);
  }
  source.at += operator?.length ?? 0;
  if (isEnd(source, source.at)) {
    throw invalid(
      { offset, length: source.at - offset },
      `there is no value right after ${source.text.slice(offset, source.at)}`,
      `${like}; or quotes around text that has a colon`,
    );
  }
  const grouped = source.text[source.at] === "(";
  const [first, ...rest] = grouped ? readGroup(source, like) : readList(source, like);
  const all = [first, ...rest];
  if (comparison !== null && rest[0]) throw invalid(rest[0], "a comparison takes one value", "the others left out");
  if (!isEnd(source, source.at)) {
    throw invalid({ offset: source.at, length: 1 }, "text follows right after the value", "a space after the value");
  }
  for (const value of all) countTerm(source, value);
  return { comparison, first, all, offset: start, length: source.at - start };
}

function readList(source: Source, like: string): [Value, ...Value[]] {
  const values: [Value, ...Value[]] = [readValue(source, like)];
  while (source.text[source.at] === ",") {
    source.at++;
    values.push(readValue(source, like));
  }
  return values;
}

function readGroup(source: Source, like: string): [Value, ...Value[]] {
  const offset = source.at;
  source.at++;
  skipSpace(source);
  const values: [Value, ...Value[]] = [readValue(source, like)];
  for (;;) {
    skipSpace(source);
    const char = source.text[source.at];
    if (char === undefined) {
      throw invalid({ offset, length: source.at - offset }, "this parenthesis is not closed", "a closing )");
    }
    source.at++;
    if (char === ")") return values;
    if (char === "O" && source.text[source.at] === "R") source.at++;
    else if (char !== ",") {
      throw invalid(
        { offset: source.at - 1, length: 1 },
        "values in parentheses are parted by OR",
        "OR, or a closing )",
      );
    }
    skipSpace(source);
    values.push(readValue(source, like));
  }
}

/** Bare and quoted pieces side by side: `a*`, `"a b"`, `"a b"*`. In quotes an asterisk is an asterisk. */
function readValue(source: Source, like: string): Value {
  const offset = source.at;
  const pieces = [""];
  let text = "";
  const add = (piece: string) => {
    pieces.push((pieces.pop() ?? "") + piece);
    text += piece;
  };
  for (;;) {
    const char = source.text[source.at];
    if (char === '"') add(readQuoted(source));
    else if (char === "*") {
      source.at++;
      text += "*";
      // Two asterisks say no more than one.
      if (pieces.length === 1 || pieces.at(-1) !== "") pieces.push("");
    } else {
      const bare = readBare(source, ",*");
      if (bare === "") break;
      add(bare);
    }
  }
  const place = { offset, length: source.at - offset };
  if (place.length === 0) throw invalid({ offset, length: 1 }, "a value is missing here", like);
  return { pattern: pieces, text, ...place };
}
