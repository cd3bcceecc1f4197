import { z } from "zod";
import { serviceInput } from "../../period.ts";
import { router, viewerProcedure } from "../../trpc.ts";

/** A suggestion for what stands at the cursor. */
export interface Completion {
  /** Text to put in place of what stands from `from` to `to`. */
  insert: string;
  from: number;
  to: number;
  label: string;
  detail: string;
}

export const searchRouter = router({
  /** What may stand at the cursor of a search. */
  complete: viewerProcedure
    .input(
      z.object({
        for: z.enum(["logs", "traces"]),
        service: serviceInput,
        text: z.string().max(1_000),
        cursor: z.number().int().nonnegative(),
      }),
    )
    .query((): Promise<Completion[]> => Promise.reject(new Error("soon"))),
});
