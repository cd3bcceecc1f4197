import { type PointerEvent, type ReactNode, useRef, useState } from "react";

interface BrushProps {
  /** The time (ms) below a pixel of the chart, counted from its left edge. */
  timeAt: (x: number) => number | null;
  from: number;
  to: number;
  onRange: ((from: number, to: number) => void) | undefined;
  onPointed: (isPointedAt: boolean) => void;
  children: ReactNode;
}

/** Shorter drags are clicks with an unsteady hand. */
const SHORTEST_PX = 6;

/** Drag over a chart to choose a period. The keyboard's way to the same is from–to in the top bar. */
export function Brush({ timeAt, from, to, onRange, onPointed, children }: BrushProps) {
  const [drag, setDrag] = useState<{ start: number; end: number } | null>(null);
  const start = useRef<number | null>(null);

  const xOf = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(box.width, Math.max(0, event.clientX - box.left));
  };

  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (start.current === null) return;
    const end = xOf(event);
    if (drag === null && Math.abs(end - start.current) < SHORTEST_PX) return;
    if (drag === null) event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ start: start.current, end });
  };

  const release = () => {
    start.current = null;
    if (drag === null) return;
    setDrag(null);
    const [one, other] = [timeAt(drag.start), timeAt(drag.end)];
    if (one === null || other === null) return;
    const within = (time: number) => Math.min(to, Math.max(from, time));
    onRange?.(within(one), within(other));
  };

  const cancel = () => {
    start.current = null;
    setDrag(null);
  };

  return (
    <div
      className={`relative touch-pan-y select-none ${onRange ? "cursor-crosshair" : ""}`}
      onPointerEnter={() => onPointed(true)}
      onPointerLeave={() => onPointed(false)}
      onPointerDown={(event) => {
        if (event.button === 0 && onRange) start.current = xOf(event);
      }}
      onPointerMove={move}
      onPointerUp={release}
      onPointerCancel={cancel}
    >
      {children}
      {drag !== null && (
        <div
          className="pointer-events-none absolute inset-y-0 border-x border-accent bg-accent/15"
          style={{ left: Math.min(drag.start, drag.end), width: Math.abs(drag.end - drag.start) }}
        />
      )}
    </div>
  );
}
