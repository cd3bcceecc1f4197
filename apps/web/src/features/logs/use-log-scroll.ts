import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from "react";
import { withRow } from "../../ui/rows.ts";

interface LogScroll {
  scroller: RefObject<HTMLElement | null>;
  count: number;
  /** Stable for as long as the rows are the same. */
  keyOf: (index: number) => string;
  /** Of most rows, pixels; they are measured where they may differ. */
  rowHeight: number;
  /** The end is what is shown, whatever comes. */
  following: boolean;
  /** The row that the keyboard is on stays in the page, wherever it is scrolled to; -1 for none. */
  activeIndex: number;
  onScrolledUp?: (() => void) | undefined;
  onScrolledToEnd?: (() => void) | undefined;
  onNearStart?: (() => void) | undefined;
}

/** Rows beyond either edge, so that a scroll by a few finds them there. */
const OVERSCAN = 12;
const NEAR_START_PX = 600;
/** Fractions of pixels: an end that is this near is reached. */
const AT_END_PX = 4;
const BEFORE_LAYOUT_PX = 1_000;

/**
 * Draws the few rows of many that are in sight. It begins at the end and stays there until somebody scrolls up; rows that come before the
 * first push nothing away.
 */
export function useLogScroll(options: LogScroll) {
  const { scroller, count, keyOf, rowHeight, following, activeIndex } = options;
  const callbacks = useRef(options);
  callbacks.current = options;
  const sticks = useRef(true);
  const seen = useRef({ top: 0, height: 0 });
  if (following) sticks.current = true;

  // While lines pour in, a place in the list is a row: elements are filled anew instead of made anew.
  const getItemKey = useCallback((index: number) => (following ? index : keyOf(index)), [following, keyOf]);
  const rangeExtractor = useCallback(
    (range: Range) => {
      if (!following) return withRow(defaultRangeExtractor(range), activeIndex);
      // Where the end will be is known before it is scrolled to: no frame is empty.
      const rows = Math.ceil((scroller.current?.clientHeight || BEFORE_LAYOUT_PX) / rowHeight) + 2;
      const drawn = Math.min(rows, range.count);
      return Array.from({ length: drawn }, (_, index) => range.count - drawn + index);
    },
    [following, activeIndex, rowHeight, scroller],
  );
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey,
    rangeExtractor,
    overscan: OVERSCAN,
    // Beyond any end: what the virtualizer scrolls to by itself is the end as well.
    initialOffset: 1e9,
  });
  const items = virtualizer.getVirtualItems();
  const total = virtualizer.getTotalSize();

  const leave = useCallback(() => {
    const element = scroller.current;
    if (!sticks.current || !element || element.scrollHeight <= element.clientHeight) return;
    sticks.current = false;
    callbacks.current.onScrolledUp?.();
  }, [scroller]);

  /** What was scrolled since it was last looked: up leaves the end, down to it stays there again. */
  const notice = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    const { top, height } = seen.current;
    seen.current = { top: scrollTop, height: scrollHeight };
    const atEnd = scrollHeight - scrollTop - clientHeight < AT_END_PX;
    // A list that became shorter, or a box that became taller, moves by itself.
    if (scrollTop < top - 1 && scrollHeight > height - AT_END_PX && !atEnd) leave();
    if (scrollTop > top && atEnd && !sticks.current) {
      sticks.current = true;
      callbacks.current.onScrolledToEnd?.();
    }
  }, [scroller, leave]);

  const before = useRef({ firstKey: "", count: 0, total: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    // Lines that come in the same frame as a scroll must not undo it.
    if (sticks.current) notice();
    const firstKey = count > 0 ? keyOf(0) : "";
    const { current: old } = before;
    if (sticks.current) element.scrollTop = element.scrollHeight;
    else if (old.count > 0 && count > old.count && firstKey !== old.firstKey) element.scrollTop += total - old.total;
    if (sticks.current) seen.current = { top: element.scrollTop, height: element.scrollHeight };
    before.current = { firstKey, count, total };
  });

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      notice();
      if (element.scrollTop < NEAR_START_PX) callbacks.current.onNearStart?.();
    };
    // Sooner than the scroll that it causes, which the next line would undo.
    const onWheel = (event: WheelEvent) => event.deltaY < 0 && leave();
    // Before the virtualizer, which draws anew at once, and with that would bring the end back.
    element.addEventListener("scroll", onScroll, { passive: true, capture: true });
    element.addEventListener("wheel", onWheel, { passive: true });
    return () => {
      element.removeEventListener("scroll", onScroll, { capture: true });
      element.removeEventListener("wheel", onWheel);
    };
  }, [scroller, leave, notice]);

  return {
    items,
    total,
    measureElement: virtualizer.measureElement,
    forgetSizes: useCallback(() => virtualizer.measure(), [virtualizer]),
    firstInSight: virtualizer.range?.startIndex ?? 0,
    scrollToIndex: (index: number, align: "auto" | "center" = "auto") => {
      sticks.current = false;
      virtualizer.scrollToIndex(index, { align });
    },
    /** The end is no longer what is shown, whatever comes: somebody reads. */
    stay: useCallback(() => {
      sticks.current = false;
    }, []),
    scrollToEnd: () => {
      sticks.current = true;
      const element = scroller.current;
      if (element) element.scrollTop = element.scrollHeight;
    },
  };
}
