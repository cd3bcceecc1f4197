import { setTimeout as sleep } from "node:timers/promises";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { serviceInput } from "../../period.ts";
import { type ApiContext, router, viewerProcedure, withKnownErrorsIn } from "../../trpc.ts";
import { evaluateStatus, type Status } from "./evaluate.ts";

/** How often a live status is looked at again. */
const EVERY_MS = 2_000;

export const statusRouter = router({
  /** How things stand now, since when, and why. */
  current: viewerProcedure
    .input(z.object({ service: serviceInput }))
    .query(({ ctx, input }): Promise<Status> => evaluateStatus(ctx, input.service)),

  /** The same, each time that it changes. After a reconnect it comes again only when it changed meanwhile. */
  live: viewerProcedure
    .input(z.object({ service: serviceInput, lastEventId: z.string().nullish() }))
    .subscription(({ ctx, input, signal }) => withKnownErrorsIn(changesOf(ctx, input, signal), signal)),
});

async function* changesOf(
  ctx: ApiContext,
  { service, lastEventId }: { service?: string | undefined; lastEventId?: string | null | undefined },
  signal: AbortSignal | undefined,
) {
  let lastId = lastEventId;
  while (!signal?.aborted) {
    const status = await evaluateStatus(ctx, service);
    const id = identify(status);
    if (id !== lastId) yield tracked(id, status);
    lastId = id;
    await sleep(EVERY_MS, undefined, signal ? { signal } : {}).catch(() => {});
  }
}

/** Changes when the state, its beginning, a reason or a running release does; not with every digit of a value. */
function identify({ state, since, reasons, releases }: Status): string {
  const parts = [state, since, ...reasons.map((reason) => `${reason.service}|${reason.figure}|${reason.state}`)];
  return [...parts, ...releases.map((release) => `${release.service}|${release.release}|${release.instances}`)].join(
    ";",
  );
}
