import { FIELDS, type FieldName } from "./fields.ts";
import { parseAttribute, parseField } from "./parse-field.ts";
import { checkRegex } from "./regex.ts";
import type { SearchTerm, TextTerm } from "./search.ts";
import { countTerm, invalid, isEnd, isSpace, readBare, readQuoted, type Source } from "./source.ts";
import { isWordAt } from "./words.ts";

/** A name before a colon. `http://…` and `std::…` are text, and so is what begins with a digit, as a time does. */
const NAME = /@?[\p{L}_$][\p{L}\p{M}\p{N}_.\-$@/]*:(?!\/\/|:)/uy;

/** `shop` of `service:shop` is read by parse-field.ts; free text is read here. */
export function parseTerm(source: Source): SearchTerm {
  const { text } = source;
  const offset = source.at;
  if (text[offset] === '"') return parseExact(source);
  if (text[offset] === "/") {
    const regex = parseRegex(source);
    if (regex) return regex;
  }
  NAME.lastIndex = offset;
  const name = NAME.exec(text)?.[0].slice(0, -1);
  if (name === undefined) return parseWords(source);
  source.at += name.length + 1;
  // An @ before it makes an attribute of a name that is also a field's.
  if (name.startsWith("@")) return parseAttribute(source, name.slice(1), offset);
  return isField(name) ? parseField(source, name, offset) : parseAttribute(source, name, offset);
}

export const isField = (name: string): name is FieldName => Object.hasOwn(FIELDS, name);

function parseExact(source: Source): TextTerm {
  const offset = source.at;
  const text = readQuoted(source);
  const place = { offset, length: source.at - offset };
  if (text === "") throw invalid(place, "there is nothing between these quotes", "the exact words to find");
  if (!isEnd(source, source.at)) {
    throw invalid({ offset: source.at, length: 1 }, "text follows right after the quote", "a space after the quote");
  }
  countTerm(source, place);
  return { kind: "text", text, wordStart: false, wordEnd: false, ...place };
}

function parseWords(source: Source): TextTerm {
  const offset = source.at;
  const bare = readBare(source, "");
  if (source.text[source.at] === '"') {
    throw invalid(
      { offset: source.at, length: 1 },
      "a quote opens inside a word",
      'a space before it, or quotes around the whole text with \\" for a quote in it',
    );
  }
  const place = { offset, length: source.at - offset };
  const wordStart = !bare.startsWith("*");
  const wordEnd = !bare.endsWith("*");
  const text = bare.slice(wordStart ? 0 : 1, wordEnd || bare.length === 1 ? undefined : -1);
  if (text === "") {
    throw invalid(place, "an asterisk alone would match everything", "text beside the *, or no search at all");
  }
  const star = text.indexOf("*");
  if (star !== -1) {
    throw invalid(
      { offset: offset + (wordStart ? 0 : 1) + star, length: 1 },
      "an asterisk stands inside a word",
      '* at its beginning or end, a /regular.*expression/, or "quotes" to find an asterisk',
    );
  }
  countTerm(source, place);
  // An end that is no part of a word needs no boundary.
  return {
    kind: "text",
    text,
    wordStart: wordStart && isWordAt(text, 0),
    wordEnd: wordEnd && isWordAt(text, text.length - 1),
    ...place,
  };
}

/** What makes `/…` a regular expression that lacks its end, rather than a path. */
const LOOKS_LIKE_REGEX = /[\\[(|^$]|\.[*+]/;

/**
 * `/…/` or `/…/i`, when its first slash that is not escaped and not in brackets is followed by the end of the term. Else it is text that begins with a
 * slash, as a path does, and null is returned.
 */
function parseRegex(source: Source): SearchTerm | null {
  const { text } = source;
  const offset = source.at;
  const close = closingSlash(text, offset + 1);
  if (close !== null) {
    const flags = text[close + 1] === "i" ? "i" : "";
    const end = close + 1 + flags.length;
    if (close > offset + 1 && isEnd(source, end)) {
      const place = { offset, length: end - offset };
      countTerm(source, place);
      const regexSource = text.slice(offset + 1, close);
      checkRegex(regexSource, flags, place);
      source.at = end;
      return { kind: "regex", source: regexSource, flags, ...place };
    }
  }
  let end = offset;
  while (end < text.length && !isSpace(text[end])) end++;
  const word = text.slice(offset, end);
  if (!LOOKS_LIKE_REGEX.test(word)) return null;
  if (close !== null && /^[a-z]+$/.test(text.slice(close + 1, end))) {
    throw invalid(
      { offset: close + 1, length: end - close - 1 },
      `a regular expression takes no flags but i, this has ${text.slice(close + 1, end)}`,
      "/…/ or /…/i, or quotes around a path",
    );
  }
  if (close === null) {
    throw invalid(
      { offset, length: text.length - offset },
      "this regular expression is not closed",
      "a closing /, or quotes around a path",
    );
  }
  return null;
}

/** The first slash that is not escaped and not in brackets. */
export function closingSlash(text: string, from: number): number | null {
  let inBrackets = false;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === "\\") at++;
    else if (char === "[") inBrackets = true;
    else if (char === "]") inBrackets = false;
    else if (char === "/" && !inBrackets) return at;
  }
  return null;
}
