import type { LogLine } from "../../lib/trpc.ts";

/** What a line takes beside its texts, in characters of about the same size. */
const FRAME = 200;

/** About how many characters a line holds in memory. The same line always weighs the same. */
export function weightOf({ message, errors, attributes }: LogLine): number {
  let weight = FRAME + message.length;
  for (const { message: problem, stack } of errors) weight += problem.length + stack.length;
  for (const name in attributes) weight += name.length + weightOfValue(attributes[name]);
  return weight;
}

function weightOfValue(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 8;
  let weight = 8;
  for (const [name, inner] of Object.entries(value)) weight += name.length + weightOfValue(inner);
  return weight;
}
