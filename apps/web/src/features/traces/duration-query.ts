/** What a brushed area put at the end of a query, so that the next one takes its place. */
const BRUSHED = /(^|\s)duration:>=[\d.]+(?:us|ms|s) duration:<=[\d.]+(?:us|ms|s)$/;

/** A word before it makes it a part of something else. */
const ENDS_OPEN = /(?:^|\s)(?:OR|AND|NOT)\s*$|[-(]$/;

/** The query, narrowed to durations between two ends, milliseconds. What was narrowed that way before is narrowed anew. */
export function withDuration(query: string, fromMs: number, toMs: number): string {
  const range = `duration:>=${durationText(fromMs, Math.floor)} duration:<=${durationText(toMs, Math.ceil)}`;
  const rest = withoutBrushed(query.trim());
  if (rest === "") return range;
  return `${/\bOR\b|\|/.test(rest) && !isInParentheses(rest) ? `(${rest})` : rest} ${range}`;
}

function withoutBrushed(query: string): string {
  const rest = query.replace(BRUSHED, "").trim();
  return ENDS_OPEN.test(rest) || rest.split('"').length % 2 === 0 ? query : rest;
}

/** Whether its first parenthesis closes with its last character. */
function isInParentheses(query: string): boolean {
  if (!query.startsWith("(")) return false;
  let depth = 0;
  for (let at = 0; at < query.length; at++) {
    if (query[at] === "(") depth += 1;
    if (query[at] === ")") depth -= 1;
    if (depth === 0) return at === query.length - 1;
  }
  return false;
}

/** `1.5ms`: three significant digits, rounded outwards so that what was brushed is inside. Short ones in microseconds. */
function durationText(ms: number, round: (value: number) => number): string {
  if (!(ms > 0)) return "0ms";
  const [value, unit] = ms < 1 ? [ms * 1000, "us"] : ms < 10_000 ? [ms, "ms"] : [ms / 1000, "s"];
  const factor = 10 ** Math.max(0, 2 - Math.floor(Math.log10(value)));
  return `${Number((round(value * factor) / factor).toPrecision(12))}${unit}`;
}
