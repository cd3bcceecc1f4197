import { z } from "zod";
import { severityInput } from "../../alerting/inputs.ts";
import { periodInput, serviceInput } from "../../period.ts";
import { adminProcedure, router, viewerProcedure } from "../../trpc.ts";
import type { AlertCounts, AlertDetail, AlertGroup, AlertPage } from "./shapes.ts";

const notYet = (): never => {
  throw new Error("not yet");
};

const ids = z.array(z.number().int().positive()).min(1).max(500);
/** Who does it, as far as nobody signs in. */
const by = z.string().trim().min(1).max(100).optional();
const note = z.string().trim().max(2_000).optional();

export const alertsRouter = router({
  /** Those that are not resolved, grouped by what they share, the worst first. */
  list: viewerProcedure
    .input(z.object({ service: serviceInput }))
    .query(async (): Promise<{ groups: AlertGroup[]; counts: AlertCounts }> => notYet()),

  /** Of those that are not resolved. */
  counts: viewerProcedure.query(async (): Promise<AlertCounts> => notYet()),

  /** One with its evidence and all that happened to it. Throws ALERT_UNKNOWN. */
  get: viewerProcedure
    .input(z.object({ id: z.number().int().positive() }))
    .query(async (): Promise<AlertDetail> => notYet()),

  /** All that were open in a period, newest first. */
  history: viewerProcedure
    .input(
      z.object({
        service: serviceInput,
        period: periodInput,
        severity: severityInput.optional(),
        rule: z.number().int().positive().optional(),
        before: z.object({ openedAt: z.iso.datetime(), id: z.number().int() }).nullish(),
        limit: z.number().int().min(1).max(500).default(50),
      }),
    )
    .query(async (): Promise<AlertPage> => notYet()),

  /** Somebody looks at them. Throws ALERT_UNKNOWN, ALERT_ENDED, or ALERT_ACKNOWLEDGED when somebody else was first. */
  acknowledge: adminProcedure
    .input(z.object({ ids, by, note }))
    .mutation(async (): Promise<{ acknowledged: number }> => notYet()),

  /** Nobody is told before. Throws ALERT_UNKNOWN or ALERT_ENDED. */
  snooze: adminProcedure
    .input(z.object({ ids, by, note, minutes: z.number().int().min(1).max(10_080) }))
    .mutation(async (): Promise<{ until: string }> => notYet()),

  /** Ends a snooze. */
  wake: adminProcedure.input(z.object({ ids, by })).mutation(async (): Promise<{ woken: number }> => notYet()),

  /** Ends them by hand: no new alert before the condition was over once. */
  resolve: adminProcedure
    .input(z.object({ ids, by, note }))
    .mutation(async (): Promise<{ resolved: number }> => notYet()),
});
