import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import { movedRow, withRow } from "./rows.ts";

interface Rows<Id extends string | number> {
  /** Ids of all rows, in their order. */
  ids: readonly Id[];
  /** The attribute by which a row carries its id; what in it takes the focus is its first link. */
  attribute: `data-${string}`;
  scroller: RefObject<HTMLElement | null>;
  rowHeight: number;
  /** Of the headings, which stay while the rows scroll below them. */
  headHeight: number;
}

/** Rows beyond either edge, so that a scroll by a few finds them there. */
const OVERSCAN = 10;

/**
 * The few rows of many that are in sight, and which of them the keyboard is on. Arrow keys, Page Up and Down, Home and End move it; the row
 * keeps its focus while it scrolls out of sight.
 */
export function useRows<Id extends string | number>({ ids, attribute, scroller, rowHeight, headHeight }: Rows<Id>) {
  const [active, setActive] = useState<Id | null>(null);
  const moved = useRef(false);
  const found = active === null ? -1 : ids.indexOf(active);

  // With another function the places of all rows would be worked out again, at every step of a scroll.
  const keyOf = useCallback((index: number) => ids[index] ?? index, [ids]);
  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    overscan: OVERSCAN,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    rangeExtractor: (range) => withRow(defaultRangeExtractor(range), found),
  });
  // In this order: drawing the rows is what finds the range.
  const items = virtualizer.getVirtualItems();
  const { range } = virtualizer;
  // Until one is chosen, Tab reaches the first in sight.
  const activeIndex = found >= 0 ? found : (range?.startIndex ?? 0);

  useLayoutEffect(() => {
    if (!moved.current || active === null) return;
    moved.current = false;
    scroller.current?.querySelector<HTMLElement>(`[${attribute}="${active}"] a`)?.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = movedRow(activeIndex, event.key, ids.length);
    const id = next === null ? undefined : ids[next];
    if (next === null || id === undefined) return;
    event.preventDefault();
    moved.current = true;
    setActive(id);
    virtualizer.scrollToIndex(next);
  };

  return {
    items,
    endOf: virtualizer.getTotalSize() + headHeight,
    inSight: range ? ids.slice(range.startIndex, range.endIndex + 1) : [],
    near: range ? ids.slice(Math.max(0, range.startIndex - 30), range.endIndex + 31) : [],
    activeId: ids[activeIndex],
    setActive,
    onKeyDown,
  };
}
