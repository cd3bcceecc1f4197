import type { KindKept, RetentionKind, RetentionReport } from "../../lib/trpc.ts";

/** What somebody typed, by kind; what they left alone is not in it. */
export type DaysTexts = Readonly<Partial<Record<RetentionKind, string>>>;

export interface TypedDays {
  /** Those that differ from what is set; null while one of them will not do. */
  changes: Partial<Record<RetentionKind, number>> | null;
  isChanged: boolean;
  /** Something is kept for fewer days than before. */
  isShorter: boolean;
  problems: Partial<Record<RetentionKind, string>>;
}

/** A kind for which somebody may say how long it is kept. */
export function isSettable(kept: KindKept): kept is KindKept & { kind: RetentionKind; days: number } {
  return kept.days !== null;
}

export function readDays(texts: DaysTexts, { kinds, limits }: Pick<RetentionReport, "kinds" | "limits">): TypedDays {
  const changes: Partial<Record<RetentionKind, number>> = {};
  const problems: Partial<Record<RetentionKind, string>> = {};
  let isShorter = false;
  for (const { kind, days } of kinds.filter(isSettable)) {
    const text = texts[kind]?.trim();
    if (text === undefined) continue;
    const typed = Number(text);
    if (!/^\d{1,6}$/.test(text) || typed < limits.leastDays || typed > limits.mostDays)
      problems[kind] = `A whole number from ${limits.leastDays} to ${limits.mostDays}.`;
    else if (typed !== days) {
      changes[kind] = typed;
      isShorter ||= typed < days;
    }
  }
  const hasProblem = Object.keys(problems).length > 0;
  return {
    changes: hasProblem ? null : changes,
    isChanged: hasProblem || Object.keys(changes).length > 0,
    isShorter,
    problems,
  };
}
