import { ageText, momentText } from "./time.ts";

/** What of a period could not be read, as the API tells it: ISO 8601. */
export interface Coverage {
  keptFrom: string | null;
  gaps: readonly { from: string; to: string }[];
}

/** More gaps than these are counted instead of listed. */
const TOLD = 2;

/** What is missing from the figures on the page, in sentences; none when nothing is. `now` in ms. */
export function coverageTexts({ keptFrom, gaps }: Coverage, now: number): string[] {
  const moment = (time: string) => momentText(Date.parse(time), now);
  const texts: string[] = [];
  if (keptFrom !== null) texts.push(`Kept from ${moment(keptFrom)}; the period reaches further back.`);
  for (const { from, to } of gaps.slice(0, TOLD))
    texts.push(`Nothing was heard from ${moment(from)} to ${moment(to)}.`);
  const more = gaps.slice(TOLD);
  if (more.length > 0) {
    const totalMs = more.reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0);
    texts.push(`Nor in ${more.length} more ${more.length === 1 ? "gap" : "gaps"}, ${ageText(totalMs)} together.`);
  }
  return texts;
}
