import { z } from "zod";
import { periodInput, serviceInput } from "../../period.ts";
import { router, viewerProcedure } from "../../trpc.ts";
import type { Trace, TraceScatter, TraceSearchResult } from "./shapes.ts";

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
    .query((): Promise<TraceSearchResult> => Promise.reject(new Error("soon"))),

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
    .query((): Promise<TraceScatter> => Promise.reject(new Error("soon"))),

  /** Everything kept of one trace. */
  get: viewerProcedure
    .input(z.object({ traceId: z.string() }))
    .query((): Promise<Trace> => Promise.reject(new Error("soon"))),
});
