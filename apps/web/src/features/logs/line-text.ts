import { utcText } from "../../lib/time.ts";
import type { LogLine } from "../../lib/trpc.ts";

/** A line as it would stand in a log file, with its errors below: what is pasted into a ticket. */
export function lineText({ time, level, service, traceId, message, errors }: LogLine): string {
  const trace = traceId === null ? "" : ` [${traceId}]`;
  const head = `${time} ${level.toUpperCase()} ${service}${trace} ${message}`;
  const causes = errors.map(({ type, message: problem, stack }, at) => {
    const lead = at === 0 ? "" : "caused by ";
    return stack.startsWith(type) ? `${lead}${stack}` : `${lead}${type}: ${problem}${stack === "" ? "" : `\n${stack}`}`;
  });
  return [head, ...causes].join("\n");
}

/** All that is known of a line; what there is not is left out. */
export function lineJson({ marks: _marks, cutCharacters, ...line }: LogLine): string {
  const known = Object.entries({ ...line, ...(cutCharacters > 0 && { cutCharacters }) }).filter(
    ([, value]) => value !== null && value !== "" && !isEmpty(value),
  );
  return JSON.stringify(Object.fromEntries(known), null, 2);
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** What hovering over a line's time tells. */
export function timeTitle({ time }: LogLine): string {
  return utcText(Date.parse(time));
}
