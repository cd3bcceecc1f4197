import type { ApiContext } from "../../trpc.ts";
import { countOpen } from "./query.ts";
import type { AlertCounts } from "./shapes.ts";

/** A storm changes many at once: it is told at most this often, milliseconds. */
const EVERY_MS = 250;

/** How many are open: now, and each time that something about them changed. */
export async function* streamAlerts(ctx: ApiContext, signal: AbortSignal | undefined): AsyncGenerator<AlertCounts> {
  let hasChanged = true;
  let wake = () => {};
  const changed = () => {
    hasChanged = true;
    wake();
  };
  const { stop } = ctx.alertFeed.read(changed);
  const aborted = () => wake();
  signal?.addEventListener("abort", aborted, { once: true });
  try {
    while (!signal?.aborted) {
      if (!hasChanged) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      hasChanged = false;
      yield await countOpen(ctx.store, ctx.now());
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  } finally {
    signal?.removeEventListener("abort", aborted);
    stop();
  }
}
