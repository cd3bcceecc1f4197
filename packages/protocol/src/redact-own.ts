/** What a service hides beyond what is hidden anyway. The SDK makes it from its option `redact`, after it checked the patterns. */
export interface OwnRedaction {
  /** Names whose values are secrets. Texts are compared without case and without `_`, `-` and the like. */
  readonly names: readonly (string | RegExp)[];
  /** What is replaced wherever it stands. Each has the flag `g`, and takes time in proportion to any text. */
  readonly patterns: readonly RegExp[];
}

export function isOwnName(name: string, own: OwnRedaction): boolean {
  for (const one of own.names) {
    if (
      typeof one === "string" ? plain(one) === plain(name) || plain(one) === plain(lastPart(name)) : matches(one, name)
    )
      return true;
  }
  return false;
}

/** Leaves alone what is hidden already, so that a pattern that matches `[redacted]` does not hide it again and again. */
export function hideOwnPatterns(text: string, own: OwnRedaction): string {
  if (own.patterns.length === 0 || text === "") return text;
  let result = text;
  for (const pattern of own.patterns) {
    result = result
      .split(HIDDEN)
      .map((part, at) => (at % 2 === 1 ? part : part.replace(pattern, (match) => (match === "" ? "" : "[redacted]"))))
      .join("");
  }
  return result;
}

const HIDDEN = /(\[(?:redacted|email|ip|card)\])/;

function plain(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

function matches(pattern: RegExp, name: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(name);
}
