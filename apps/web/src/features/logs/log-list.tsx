import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { isTyping } from "../../lib/keys.ts";
import { dayText } from "../../lib/time.ts";
import type { LogLine } from "../../lib/trpc.ts";
import { movedRow } from "../../ui/rows.ts";
import type { LogDisplay } from "./display.ts";
import { LineDetails } from "./line-details.tsx";
import type { LogRows } from "./live-lines.ts";
import { LogRow, ROW_HEIGHT, WRAPPED_HEIGHT } from "./log-row.tsx";
import { keyOfRow } from "./row-key.ts";
import { useLogScroll } from "./use-log-scroll.ts";

interface LogListProps {
  label: string;
  /** While they are followed they may change in place; otherwise other rows are another object. */
  rows: LogRows;
  display: LogDisplay;
  narrow: boolean;
  withService: boolean;
  /** The end is what is shown, whatever comes. */
  following?: boolean;
  onScrolledUp?: () => void;
  onScrolledToEnd?: () => void;
  /** The end was asked for with its key. */
  onEnd?: () => void;
  onNearStart?: () => void;
  /** Key of the row whose details are shown, and what opens and closes them. */
  openKey: string | null;
  onOpen: (key: string | null, line: LogLine) => void;
  /** Key of the row that others are shown around: it is set apart, and where the list begins. */
  hereKey?: string | null;
  renderMissed?: (count: number) => ReactNode;
}

/** Lines as they stand in a log file, the newest at the end. */
export function LogList(props: LogListProps) {
  const { label, rows, display, narrow, withService, following = false, openKey, hereKey = null } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const moved = useRef(false);
  const count = rows.length;
  const keyOf = useCallback((index: number) => keyOfRow(rows.at(index), index), [rows]);
  // Rows that change in place are followed, and then none of them is the active one.
  const activeIndex = useMemo(
    () => (following || activeKey === null ? -1 : indexOfKey(rows, activeKey)),
    [rows, activeKey, following],
  );

  const scroll = useLogScroll({
    ...props,
    scroller,
    count,
    keyOf,
    // Above the message stand time and level.
    rowHeight: display.wrap && narrow ? WRAPPED_HEIGHT : ROW_HEIGHT,
    following,
    activeIndex,
  });
  const { items, total, measureElement, forgetSizes, scrollToIndex, scrollToEnd, stay } = scroll;
  // Until one is chosen, Tab reaches the last while lines come, else the first in sight.
  const reachedIndex = activeIndex >= 0 ? activeIndex : following ? count - 1 : scroll.firstInSight;

  const measured = display.wrap || openKey !== null;
  useEffect(() => {
    if (!measured) forgetSizes();
  }, [measured, forgetSizes]);

  useLayoutEffect(() => {
    if (!moved.current || activeKey === null) return;
    const button = scroller.current?.querySelector<HTMLElement>(`[data-row="${activeKey}"] [data-row-button]`);
    if (!button) return;
    moved.current = false;
    button.focus({ preventScroll: true });
  });

  const opened = useRef<string | null>(null);
  useLayoutEffect(() => {
    const box = scroller.current;
    const isDrawn = opened.current !== null && opened.current === openKey;
    const row = isDrawn ? box?.querySelector<HTMLElement>(`[data-row="${openKey}"]`) : null;
    const item = row && items.find(({ index }) => index === Number(row.dataset.index));
    // Its details are measured first: until then there is no room to scroll to.
    if (!box || !item || total < item.start + row.offsetHeight) return;
    opened.current = null;
    box.scrollTop += revealing(box.getBoundingClientRect(), row.getBoundingClientRect());
  });

  const toHere = useRef(hereKey ?? openKey);
  useEffect(() => {
    if (toHere.current === null || count === 0) return;
    const index = indexOfKey(rows, toHere.current);
    toHere.current = null;
    if (index >= 0) scrollToIndex(index, "center");
  });

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "End" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      setActiveKey(null);
      scrollToEnd();
      props.onEnd?.();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === "End") return;
    const inRow = event.target instanceof Element && event.target.matches("[data-row-button], [data-row-button] *");
    const next = inRow || event.target === scroller.current ? movedRow(reachedIndex, event.key, count) : null;
    if (next === null) return;
    event.preventDefault();
    props.onScrolledUp?.();
    moved.current = true;
    setActiveKey(keyOf(next));
    scrollToIndex(next);
  };

  const { onOpen } = props;
  const toggle = useCallback(
    (line: LogLine) => {
      const index = line.id === null ? indexOfLine(rows, line) : -1;
      const key = keyOfRow({ kind: "line", line }, index);
      setActiveKey(key);
      stay();
      opened.current = key === openKey ? null : key;
      onOpen(key === openKey ? null : key, line);
    },
    [rows, openKey, onOpen, stay],
  );

  const first = rows.at(0);
  const withDay = first?.kind === "line" && dayText(Date.parse(first.line.time)) !== dayText(Date.now());

  return (
    <section
      ref={scroller}
      aria-label={label}
      onKeyDown={onKeyDown}
      className="figure relative min-h-0 flex-1 overflow-y-auto overscroll-contain border-y border-inner bg-background text-[12px] [overflow-anchor:none]"
    >
      <ol className="relative" style={{ height: total }}>
        {items.map((item) => {
          const row = rows.at(item.index);
          if (!row) return null;
          const key = keyOf(item.index);
          return (
            <li
              key={item.key}
              data-row={key}
              data-index={item.index}
              aria-setsize={count}
              aria-posinset={item.index + 1}
              ref={measured ? measureElement : undefined}
              className="absolute top-0 left-0 w-full"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {row.kind === "missed" ? (
                <div className="flex items-center border-l-2 border-warning pl-6" style={{ height: ROW_HEIGHT }}>
                  {props.renderMissed?.(row.count)}
                </div>
              ) : (
                <>
                  <LogRow
                    line={row.line}
                    display={display}
                    narrow={narrow}
                    withDay={withDay}
                    withService={withService}
                    isOpen={key === openKey}
                    isActive={item.index === reachedIndex}
                    isHere={key === hereKey}
                    onToggle={toggle}
                  />
                  {key === openKey && (
                    <LineDetails
                      line={row.line}
                      colours={display.colours}
                      onClose={() => {
                        moved.current = true;
                        toggle(row.line);
                      }}
                    />
                  )}
                </>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function indexOfKey(rows: LogRows, key: string): number {
  for (let index = rows.length - 1; index >= 0; index--) if (keyOfRow(rows.at(index), index) === key) return index;
  return -1;
}

function indexOfLine(rows: LogRows, line: LogLine): number {
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows.at(index);
    if (row?.kind === "line" && row.line === line) return index;
  }
  return -1;
}

/** How far to scroll so that a row is in sight with all of its details, or, where they are too tall, with their beginning. */
function revealing(box: DOMRect, row: DOMRect): number {
  return Math.max(0, Math.min(row.bottom - box.bottom, row.top - box.top));
}
