import { z } from "zod";
import { serviceInput } from "../../period.ts";
import { router, viewerProcedure } from "../../trpc.ts";
import type { Trend } from "./shapes.ts";

const notYet = (): never => {
  throw new Error("not yet");
};

export const trendsRouter = router({
  /** Latency, error rate, hit rate, connections, throughput, CPU, memory, disk: now against an hour, a day and a week before. */
  current: viewerProcedure.input(z.object({ service: serviceInput })).query(async (): Promise<Trend[]> => notYet()),

  /** P95, error rate and throughput of endpoints. An id that is not known is left out. */
  endpoints: viewerProcedure
    .input(z.object({ service: serviceInput, endpoints: z.array(z.number().int()).min(1).max(200) }))
    .query(async (): Promise<{ id: number; trends: Trend[] }[]> => notYet()),
});
