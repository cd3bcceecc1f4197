import { isTrackedEnvelope, tracked } from "@trpc/server";
import { z } from "zod";
import type { AlertCounts } from "./features/alerts/shapes.ts";
import { streamAlerts } from "./features/alerts/stream.ts";
import type { LogEvent } from "./features/logs/shapes.ts";
import { streamLogs } from "./features/logs/stream.ts";
import { serviceInput } from "./period.ts";
import { viewerProcedure, withKnownErrorsIn } from "./trpc.ts";

/** What comes to a page while it is open. */
export type LiveEvent =
  /** Alerts changed: how many are open now. The first comes at once. */
  | { kind: "alerts"; counts: AlertCounts }
  /** Of the logs that the page follows. */
  | ({ kind: "logs" } & LogEvent);

/** With where the logs are after it; null where it says nothing of them. */
interface Sourced {
  id: string | null;
  event: LiveEvent;
}

/** Of an event before the first log. */
const NOWHERE = "-";

/**
 * All that a page follows live, over one connection: a browser has six for a host. Resumes where it stopped. Throws what `logs.stream` throws
 * for the logs that are asked for.
 */
export const live = viewerProcedure
  .input(
    z.object({
      /** As for `logs.stream`; left out, no logs. */
      logs: z
        .object({
          service: serviceInput,
          query: z.string().max(1_000).default(""),
          last: z.number().int().min(0).max(500).default(50),
        })
        .nullish(),
      lastEventId: z.string().nullish(),
    }),
  )
  .subscription(({ ctx, input: { logs, lastEventId }, signal }) => {
    async function* alerts(): AsyncGenerator<Sourced> {
      for await (const counts of streamAlerts(ctx, signal)) yield { id: null, event: { kind: "alerts", counts } };
    }
    async function* lines(): AsyncGenerator<Sourced> {
      if (!logs) return;
      const resumed = lastEventId === NOWHERE ? null : lastEventId;
      for await (const event of streamLogs(ctx, { ...logs, lastEventId: resumed }, signal)) {
        if (!isTrackedEnvelope(event)) continue;
        const [id, data] = event;
        yield { id, event: { kind: "logs", ...data } };
      }
    }
    async function* events() {
      let position = lastEventId ?? NOWHERE;
      for await (const { id, event } of merged([alerts(), lines()])) {
        // Not before the logs up to here are on their way: who is cut off between the two would miss them.
        position = id ?? position;
        yield tracked<LiveEvent>(position, event);
      }
    }
    return withKnownErrorsIn(events(), signal);
  });

/** What any of the sources yields, as it comes. One that throws ends all. */
async function* merged<T>(sources: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const pending = new Map(sources.map((source) => [source, next(source)]));
  try {
    while (pending.size > 0) {
      const { source, result } = await Promise.race(pending.values());
      if (result.done) {
        pending.delete(source);
        continue;
      }
      pending.set(source, next(source));
      yield result.value;
    }
  } finally {
    // One that waits for its next value ends by the signal; nobody is to wait for that here.
    for (const source of sources) source.return(undefined).catch(() => {});
    for (const waiting of pending.values()) waiting.catch(() => {});
  }
}

async function next<T>(source: AsyncGenerator<T>) {
  return { source, result: await source.next() };
}
