import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef } from "react";
import { movedRow, withRow } from "../../ui/rows.ts";
import type { WaterfallRow } from "./waterfall.ts";

interface Steps {
  rows: readonly WaterfallRow[];
  selected: string | null;
  onSelect: (id: string | null) => void;
  onToggle: (id: string, open: boolean) => void;
  scroller: RefObject<HTMLElement | null>;
  rowHeight: number;
  /** Of the axis, which stays while the rows scroll below it. */
  headHeight: number;
}

const OVERSCAN = 12;

/**
 * The rows of a waterfall that are in sight, and the keys of a tree: up, down, Home, End and pages move the selection; right opens a step or
 * goes into it, left closes it or goes out of it; Escape selects nothing.
 */
export function useSteps({ rows, selected, onSelect, onToggle, scroller, rowHeight, headHeight }: Steps) {
  const index = selected === null ? -1 : rows.findIndex(({ id }) => id === selected);
  // With another function the places of all rows would be worked out again, at every key.
  const keyOf = useCallback((at: number) => rows[at]?.id ?? at, [rows]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    overscan: OVERSCAN,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    // The selected one is named to readers as the active one: it has to be there.
    rangeExtractor: (range) => withRow(defaultRangeExtractor(range), index),
  });

  // Rows of another height, on a phone that was turned, are measured anew.
  useEffect(() => virtualizer.measure(), [rowHeight, virtualizer]);

  // What was selected elsewhere, by a finding or by the address, is scrolled to; and what moved, because rows came before it, is followed if it
  // was in sight.
  const before = useRef<{ id: string | null; index: number }>({ id: null, index: -1 });
  useEffect(() => {
    const { id, index: old } = before.current;
    before.current = { id: selected, index };
    const { range } = virtualizer;
    const wasInSight = range !== null && range.startIndex <= old && old <= range.endIndex;
    if (index >= 0 && (id !== selected || (index !== old && (old < 0 || wasInSight))))
      virtualizer.scrollToIndex(index, { align: "auto" });
  }, [selected, index, virtualizer]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const id = movedTo(event.key);
    if (id === undefined) return;
    event.preventDefault();
    if (id !== "stay") onSelect(id);
  };

  const movedTo = (key: string): string | null | undefined => {
    const row = rows[index];
    if (key === "Escape") return selected === null ? undefined : null;
    if (key === "ArrowRight" || key === "ArrowLeft") {
      if (!row) return rows[0]?.id;
      const isOpen = row.kind === "span" && row.childCount > 0 && row.isOpen;
      const canOpen = row.kind === "span" && row.childCount > 0 && !row.isOpen;
      if (key === "ArrowRight" ? canOpen : isOpen) {
        onToggle(row.id, canOpen);
        return "stay";
      }
      if (key === "ArrowLeft") return row.parentId ?? "stay";
      return isOpen ? (rows[index + 1]?.id ?? "stay") : "stay";
    }
    if (index < 0 && /^Arrow(?:Up|Down)$/.test(key)) return rows[0]?.id;
    const next = movedRow(Math.max(0, index), key, rows.length);
    return next === null ? undefined : rows[next]?.id;
  };

  return { items: virtualizer.getVirtualItems(), height: virtualizer.getTotalSize(), onKeyDown };
}
