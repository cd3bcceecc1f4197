/** A row that is drawn: which one, and where it begins and ends, pixels. */
interface DrawnRow {
  index: number;
  start: number;
  end: number;
}

const PAGE_ROWS = 15;

/** Height of the rows that are not drawn before the one at `place`; none where the one before it is drawn. */
export function spaceBefore(rows: readonly DrawnRow[], place: number, headHeight: number): number {
  const row = rows[place];
  return row ? row.start - (rows[place - 1]?.end ?? headHeight) : 0;
}

/** The indexes that are drawn, with the one of the focused row: it stays in the page, wherever it is scrolled to. */
export function withRow(indexes: number[], index: number): number[] {
  return index < 0 || indexes.includes(index) ? indexes : [...indexes, index].sort((one, other) => one - other);
}

/** Where a key leads from a row; null for a key that leads nowhere, and where there are no rows. */
export function movedRow(index: number, key: string, count: number): number | null {
  if (count === 0) return null;
  const within = (target: number) => Math.min(count - 1, Math.max(0, target));
  switch (key) {
    case "ArrowDown":
      return within(index + 1);
    case "ArrowUp":
      return within(index - 1);
    case "PageDown":
      return within(index + PAGE_ROWS);
    case "PageUp":
      return within(index - PAGE_ROWS);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
