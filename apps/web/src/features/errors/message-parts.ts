/** What is read at a glance; a message can be a page long. */
const LONGEST_SUMMARY = 200;

/** A message as what is shown of it at first, and what is shown on demand: its further lines, or the whole when even the first is long. */
export function messageParts(message: string): { summary: string; rest: string } {
  const end = message.indexOf("\n");
  const first = end < 0 ? message : message.slice(0, end);
  if (first.length <= LONGEST_SUMMARY) return { summary: first.trim(), rest: end < 0 ? "" : message.slice(end + 1) };
  // Not within a pair of surrogates.
  const cut = first.slice(0, LONGEST_SUMMARY).replace(/[\ud800-\udbff]$/, "");
  return { summary: `${cut}…`, rest: message };
}
