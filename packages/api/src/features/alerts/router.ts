import { VigieError } from "@vigie/protocol";
import { type AlertRefusal, acknowledgeAlerts, resolveAlertsByHand, snoozeAlerts, wakeAlerts } from "@vigie/storage";
import { z } from "zod";
import { tellAt } from "../../alerting/evaluate.ts";
import { severityInput } from "../../alerting/inputs.ts";
import { isoTime, periodInput, resolvePeriod, serviceInput } from "../../period.ts";
import { type ApiContext, adminProcedure, router, viewerProcedure } from "../../trpc.ts";
import { alertDetail } from "./detail.ts";
import { groupAlerts } from "./groups.ts";
import { countOpen, readHistory, readOpen } from "./query.ts";
import type { AlertCounts, AlertDetail, AlertGroup, AlertPage } from "./shapes.ts";

const ids = z.array(z.number().int().positive()).min(1).max(500);
/** Postgres knows no year 0. */
const openedAt = z.iso.datetime().refine((time) => Date.parse(time) >= 0, "it lies before 1970");
/** Who does it, where the admin token does; of somebody signed in, their name counts. */
const by = z.string().trim().min(1).max(100).optional();
const note = z.string().trim().max(2_000).optional();

export const alertsRouter = router({
  /** Those that are not resolved, grouped by what they share, the worst first. */
  list: viewerProcedure
    .input(z.object({ service: serviceInput }))
    .query(async ({ ctx, input }): Promise<{ groups: AlertGroup[]; counts: AlertCounts }> => {
      const nowMs = ctx.now();
      const [open, counts] = await Promise.all([
        readOpen(ctx.store, { service: input.service, nowMs }),
        countOpen(ctx.store, nowMs),
      ]);
      return { groups: groupAlerts(open), counts };
    }),

  /** Of those that are not resolved. */
  counts: viewerProcedure.query(({ ctx }): Promise<AlertCounts> => countOpen(ctx.store, ctx.now())),

  /** One with its evidence and all that happened to it. Throws ALERT_UNKNOWN. */
  get: viewerProcedure
    .input(z.object({ id: z.number().int().positive() }))
    .query(({ ctx, input }): Promise<AlertDetail> => alertDetail(ctx, input.id)),

  /** All that were open in a period, newest first. */
  history: viewerProcedure
    .input(
      z.object({
        service: serviceInput,
        period: periodInput,
        severity: severityInput.optional(),
        rule: z.number().int().positive().optional(),
        before: z.object({ openedAt, id: z.number().int() }).nullish(),
        limit: z.number().int().min(1).max(500).default(50),
      }),
    )
    .query(async ({ ctx, input: { period, ...input } }): Promise<AlertPage> => {
      const nowMs = ctx.now();
      const of = { service: input.service, severity: input.severity, rule: input.rule, before: input.before };
      const range = resolvePeriod(period, nowMs);
      const alerts = await readHistory(ctx.store, { ...of, ...range, limit: input.limit, nowMs });
      const last = alerts.length === input.limit ? alerts.at(-1) : undefined;
      const [from, to] = [isoTime(range.fromSeconds), isoTime(range.toSeconds)];
      return { from, to, alerts, next: last ? { openedAt: last.openedAt, id: last.id } : null };
    }),

  /** Somebody looks at them. Throws ALERT_UNKNOWN, ALERT_ENDED, or ALERT_ACKNOWLEDGED when somebody else was first. */
  acknowledge: adminProcedure.input(z.object({ ids, by, note })).mutation(async ({ ctx, input }) => ({
    acknowledged: accepted(await acknowledgeAlerts(ctx.store.sql, actionOf(ctx, input))),
  })),

  /** Nobody is told before. Throws ALERT_UNKNOWN or ALERT_ENDED. */
  snooze: adminProcedure
    .input(z.object({ ids, by, note, minutes: z.number().int().min(1).max(10_080) }))
    .mutation(async ({ ctx, input }) => {
      const untilMs = ctx.now() + input.minutes * 60_000;
      accepted(await snoozeAlerts(ctx.store.sql, { ...actionOf(ctx, input), untilMs }));
      return { until: new Date(untilMs).toISOString() };
    }),

  /** Ends a snooze. Throws ALERT_UNKNOWN or ALERT_ENDED. */
  wake: adminProcedure.input(z.object({ ids, by })).mutation(async ({ ctx, input }) => {
    const action = actionOf(ctx, input);
    return { woken: accepted(await wakeAlerts(ctx.store.sql, action, tellAt(action.atMs))) };
  }),

  /** Ends them by hand: no new alert before the condition was over once. Throws ALERT_UNKNOWN or ALERT_ENDED. */
  resolve: adminProcedure.input(z.object({ ids, by, note })).mutation(async ({ ctx, input }) => {
    const action = actionOf(ctx, input);
    return { resolved: accepted(await resolveAlertsByHand(ctx.store.sql, action, tellAt(action.atMs))) };
  }),
});

function actionOf(
  ctx: ApiContext,
  { ids, by, note }: { ids: readonly number[]; by?: string | undefined; note?: string | undefined },
) {
  const name = ctx.caller?.kind === "user" ? ctx.caller.name : by;
  return { ids, by: name ?? null, note: note || null, atMs: ctx.now() };
}

/** How many were changed. Throws what the refusal says. */
function accepted(result: AlertRefusal | number): number {
  if (typeof result === "number") return result;
  const { why, ...details } = result;
  switch (why) {
    case "unknown":
      throw new VigieError("ALERT_UNKNOWN", details);
    case "ended":
      throw new VigieError("ALERT_ENDED", details);
    case "acknowledged":
      throw new VigieError("ALERT_ACKNOWLEDGED", details);
  }
}
