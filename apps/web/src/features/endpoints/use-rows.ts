import { defaultRangeExtractor, useVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from "react";

interface Rows {
  /** Ids of all rows, in their order. */
  ids: readonly number[];
  scroller: RefObject<HTMLElement | null>;
  rowHeight: number;
  /** Of the headings, which stay while the rows scroll below them. */
  headHeight: number;
}

/** Rows beyond either edge, so that a scroll by a few finds them there. */
const OVERSCAN = 10;
const PAGE_ROWS = 15;

/**
 * The few rows of many that are in sight, and which of them the keyboard is on. Arrow keys, Page Up and Down, Home and End move it; the row
 * keeps its focus while it scrolls out of sight.
 */
export function useRows({ ids, scroller, rowHeight, headHeight }: Rows) {
  const [active, setActive] = useState<number | null>(null);
  const moved = useRef(false);
  const found = active === null ? -1 : ids.indexOf(active);
  const activeIndex = Math.max(0, found);

  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => ids[index] ?? index,
    overscan: OVERSCAN,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    rangeExtractor: (range) => withRow(defaultRangeExtractor(range), found),
  });
  const { range } = virtualizer;

  useLayoutEffect(() => {
    if (!moved.current || active === null) return;
    moved.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-endpoint="${active}"] a`)?.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const next = targetOf(event, activeIndex, ids.length);
    const id = next === null ? undefined : ids[next];
    if (next === null || id === undefined) return;
    event.preventDefault();
    moved.current = true;
    setActive(id);
    virtualizer.scrollToIndex(next);
  };

  return {
    items: virtualizer.getVirtualItems(),
    endOf: virtualizer.getTotalSize() + headHeight,
    inSight: range ? ids.slice(range.startIndex, range.endIndex + 1) : [],
    near: range ? ids.slice(Math.max(0, range.startIndex - 30), range.endIndex + 31) : [],
    activeId: ids[activeIndex],
    setActive,
    onKeyDown,
  };
}

/** Heights of the empty space before each row that is drawn; most are 0. */
export function spaceBefore(items: readonly VirtualItem[], index: number, headHeight: number): number {
  const item = items[index];
  return item ? item.start - (items[index - 1]?.end ?? headHeight) : 0;
}

/** The row with the focus stays in the page, wherever it is scrolled to. */
function withRow(indexes: number[], index: number): number[] {
  return index < 0 || indexes.includes(index) ? indexes : [...indexes, index].sort((one, other) => one - other);
}

function targetOf(event: KeyboardEvent, index: number, count: number): number | null {
  if (event.ctrlKey || event.metaKey || event.altKey || count === 0) return null;
  const within = (target: number) => Math.min(count - 1, Math.max(0, target));
  switch (event.key) {
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
