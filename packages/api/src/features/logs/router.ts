import { z } from "zod";
import { periodInput, serviceInput } from "../../period.ts";
import { router, viewerProcedure, withKnownErrorsIn } from "../../trpc.ts";
import { contextOf } from "./context.ts";
import { countLogs } from "./histogram.ts";
import { searchLogs } from "./search.ts";
import { streamLogs } from "./stream.ts";

/** A search, in the grammar of docs/search.md; empty for everything. */
const query = z.string().max(1_000).default("");
const isoTime = z.iso.datetime();
const position = z.object({ time: isoTime, id: z.number().int().nonnegative() });

export const logsRouter = router({
  /** Logs of a period, newest first. */
  search: viewerProcedure
    .input(
      z.object({
        service: serviceInput,
        query,
        period: periodInput,
        before: position.nullish(),
        limit: z.number().int().min(1).max(500).default(100),
      }),
    )
    .query(({ ctx, input, signal }) => searchLogs(ctx, input, signal)),

  /** How many match over time, by level. */
  histogram: viewerProcedure
    .input(z.object({ service: serviceInput, query, period: periodInput, before: isoTime.nullish() }))
    .query(({ ctx, input, signal }) => countLogs(ctx, input, signal)),

  /** What the same instance logged before and after a line. */
  context: viewerProcedure
    .input(position.extend({ lines: z.number().int().min(1).max(200).default(20) }))
    .query(({ ctx, input }) => contextOf(ctx, input)),

  /** First the last ones, then live. */
  stream: viewerProcedure
    .input(
      z.object({
        service: serviceInput,
        query,
        last: z.number().int().min(0).max(500).default(50),
        lastEventId: z.string().nullish(),
      }),
    )
    .subscription(({ ctx, input, signal }) => withKnownErrorsIn(streamLogs(ctx, input, signal), signal)),
});
