import { COLORS } from "../../charts/colors.ts";
import type { ScatterGroup, ScatterShape } from "../../charts/scatter.ts";
import type { TraceScatter } from "../../lib/trpc.ts";

type Point = TraceScatter["points"][number];

/** Requests that look alike, with what each point of the chart stands for. */
export interface StatusGroup extends ScatterGroup {
  requests: readonly Point[];
}

interface Look {
  shape: ScatterShape;
  color: string;
}

/** Colour means state: what went well has the quietest. Each class has a shape as well. */
function lookOf(statusClass: number): Look {
  if (statusClass >= 5) return { shape: "square", color: COLORS.critical };
  if (statusClass === 4) return { shape: "triangle", color: COLORS.warning };
  return statusClass === 2 ? { shape: "circle", color: COLORS.accent } : { shape: "diamond", color: COLORS.muted };
}

/** Points by the class of their status; errors last, so that they lie on top. */
export function statusGroups(points: readonly Point[]): StatusGroup[] {
  const classes = new Map<number, Point[]>();
  for (const point of points) {
    const statusClass = Math.floor(point.status / 100);
    const group = classes.get(statusClass);
    if (group) group.push(point);
    else classes.set(statusClass, [point]);
  }
  return [...classes]
    .sort(([one], [other]) => one - other)
    .map(([statusClass, requests]) => ({
      name: `${statusClass}xx`,
      ...lookOf(statusClass),
      requests,
      points: requests.map(({ time, durationMs }) => ({ time: Date.parse(time), value: durationMs })),
    }));
}
