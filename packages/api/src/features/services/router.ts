import { router, viewerProcedure } from "../../trpc.ts";
import { readServices } from "./query.ts";

export const servicesRouter = router({
  /** Every service that ever sent anything, with the instances that run now. */
  list: viewerProcedure.query(({ ctx }) => readServices(ctx.store, ctx.now())),
});
