import { z } from "zod";
import { adminProcedure, router } from "../../trpc.ts";
import { setResolved } from "./query.ts";

export const errorsRouter = router({
  /**
   * Marks an error group as resolved, or as open again. A resolved one reopens by itself when a release that first ran after
   * that shows it; where the service does not say its release, when it is seen at all. Throws ERROR_GROUP_UNKNOWN.
   */
  resolve: adminProcedure
    .input(z.object({ group: z.number().int().positive(), resolved: z.boolean() }))
    .mutation(({ ctx, input }) => setResolved(ctx.store, { ...input, nowMs: ctx.now() })),
});
