import { figureText } from "../../lib/format.ts";
import type { EndpointDetail, Loss } from "../../lib/trpc.ts";

export type ExemplarKind = keyof EndpointDetail["exemplars"];

interface Known {
  /** Requests with an error, be it their status or one that was recorded of them. */
  failedCount: number;
  /** What limits cost the service in the period. */
  losses: readonly Loss[];
  /** How long ago the period ended, ms. */
  endedMs: number;
}

/** Nobody keeps single requests for less than this; from here on that may be why there are none. */
const SURELY_KEPT_MS = 86_400_000;

/** Why there is no example of a kind: only what is known to be true. */
export function emptyExemplars(kind: ExemplarKind, known: Known): { reason: string; remedy?: string } {
  if (kind === "failing" && known.failedCount === 0) return { reason: "No request failed in this period." };
  const reason =
    kind === "failing"
      ? `${figureText(known.failedCount, "count")} failed, but none of them is kept whole.`
      : "No request of this period is kept whole.";
  // The SDK reports what its budget left out for failures alone: the rest is a choice of examples by design.
  const loss = known.losses.find(
    ({ what, cause }) => what === "exemplars" && (cause !== "budget" || kind === "failing"),
  );
  if (loss) return { reason, remedy: `${loss.text} ${loss.remedy}` };
  if (known.endedMs < SURELY_KEPT_MS) return { reason };
  return { reason, remedy: "Single requests are kept for fewer days than the figures." };
}
