import type { Period } from "../../lib/period.ts";
import { type FigureKey, trpc } from "../../lib/trpc.ts";
import { withoutEmptyStart } from "./empty-start.ts";

/** As many points as a wide chart can show; fewer where the screen is narrow. */
export const MOST_POINTS = window.innerWidth < 640 ? 120 : 360;

/** All series of a page in one question, so that every chart and sparkline shares its windows. */
export function timelineOptions(view: { service?: string; period: Period; figures: FigureKey[] }) {
  return trpc.timeline.queryOptions(
    { ...view, maxPoints: MOST_POINTS },
    // A range was chosen with its bounds: it is shown with them.
    { select: typeof view.period === "string" ? withoutEmptyStart : undefined },
  );
}
