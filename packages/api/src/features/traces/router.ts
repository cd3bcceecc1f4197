import { z } from "zod";
import { periodInput, serviceInput } from "../../period.ts";
import { router, viewerProcedure } from "../../trpc.ts";
import { scatterTraces, searchTraces } from "./search.ts";
import { traceOf } from "./trace.ts";

/** A search, in the grammar of docs/search.md; empty for everything. */
const query = z.string().max(1_000).default("");
const cursor = z.object({ time: z.iso.datetime(), id: z.uuid(), durationMs: z.number() });

export const tracesRouter = router({
  /** Kept requests of a period. */
  search: viewerProcedure
    .input(
      z.object({
        service: serviceInput,
        query,
        period: periodInput,
        sort: z.enum(["newest", "slowest"]).default("newest"),
        after: cursor.nullish(),
        limit: z.number().int().min(1).max(500).default(100),
      }),
    )
    .query(({ ctx, input, signal }) => searchTraces(ctx, input, signal)),

  /** Duration over time of the same requests. */
  scatter: viewerProcedure
    .input(
      z.object({
        service: serviceInput,
        query,
        period: periodInput,
        limit: z.number().int().min(1).max(5_000).default(2_000),
      }),
    )
    .query(({ ctx, input, signal }) => scatterTraces(ctx, input, signal)),

  /** Everything kept of one trace. */
  get: viewerProcedure
    .input(z.object({ traceId: z.string().regex(/^[0-9a-fA-F]{32}$/, "must be 32 hex digits") }))
    .query(({ ctx, input }) => traceOf(ctx, input.traceId.toLowerCase())),
});
