import { type PointerEvent, useRef, useState } from "react";
import { nearestPoint, placeAt, type ScatterGroup, type ScatterScale } from "./scatter.ts";

/** An area of the chart: moments (ms) and values. */
export interface ScatterArea {
  from: number;
  to: number;
  low: number;
  high: number;
}

/** Shorter drags are clicks with an unsteady hand. */
const SHORTEST_PX = 6;
const NEAR_PX = 14;

interface Place {
  x: number;
  y: number;
}

interface PointerOptions {
  groups: readonly ScatterGroup[];
  scale: ScatterScale;
  onArea: (area: ScatterArea) => void;
  onPoint: (group: number, index: number) => void;
}

/** A drag chooses an area, a click the point next to it. */
export function useScatterPointer({ groups, scale, onArea, onPoint }: PointerOptions) {
  const start = useRef<Place | null>(null);
  const [drag, setDrag] = useState<{ start: Place; end: Place } | null>(null);
  const [found, setFound] = useState<{ group: number; index: number; groups: unknown } | null>(null);
  // Points of other data are others.
  const pointed = found?.groups === groups ? found : null;

  const placeOf = (event: PointerEvent<HTMLDivElement>): Place => {
    const box = event.currentTarget.getBoundingClientRect();
    return {
      x: Math.min(scale.width, Math.max(0, event.clientX - box.left)),
      y: Math.min(scale.height, Math.max(0, event.clientY - box.top)),
    };
  };
  const nearestTo = (place: Place) => nearestPoint(groups, scale, { ...place, within: NEAR_PX });

  const move = (event: PointerEvent<HTMLDivElement>) => {
    const place = placeOf(event);
    const began = start.current;
    if (began === null) {
      const nearest = nearestTo(place);
      setFound(nearest && { ...nearest, groups });
      return;
    }
    if (drag === null && Math.hypot(place.x - began.x, place.y - began.y) < SHORTEST_PX) return;
    if (drag === null) event.currentTarget.setPointerCapture(event.pointerId);
    setFound(null);
    setDrag({ start: began, end: place });
  };

  const release = (event: PointerEvent<HTMLDivElement>) => {
    const began = start.current;
    start.current = null;
    if (drag !== null) {
      setDrag(null);
      const [one, other] = [placeAt(drag.start.x, drag.start.y, scale), placeAt(drag.end.x, drag.end.y, scale)];
      onArea({
        from: Math.min(one.time, other.time),
        to: Math.max(one.time, other.time),
        low: Math.min(one.value, other.value),
        high: Math.max(one.value, other.value),
      });
    } else if (began !== null) {
      const nearest = nearestTo(placeOf(event));
      if (nearest) onPoint(nearest.group, nearest.index);
    }
  };

  const cancel = () => {
    start.current = null;
    setDrag(null);
  };

  return {
    pointed,
    drag,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
        if (event.button === 0) start.current = placeOf(event);
      },
      onPointerMove: move,
      onPointerUp: release,
      onPointerCancel: cancel,
      onPointerLeave: () => {
        if (start.current === null) setFound(null);
      },
    },
  };
}
