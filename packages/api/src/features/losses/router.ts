import type { BatchLoss } from "@vigie/protocol";
import { findServices } from "@vigie/storage";
import { z } from "zod";
import { periodInput, resolvePeriod, serviceInput } from "../../period.ts";
import { router, viewerProcedure } from "../../trpc.ts";
import { type LossRow, readLosses } from "./query.ts";

export interface Loss extends LossRow {
  /** What happened, and what to do, for a person. */
  text: string;
  remedy: string;
}

export const lossesRouter = router({
  /** What had to be dropped or folded because a limit was reached: empty when nothing was. */
  list: viewerProcedure
    .input(z.object({ service: serviceInput, period: periodInput }))
    .query(async ({ ctx, input }): Promise<Loss[]> => {
      const period = resolvePeriod(input.period, ctx.now());
      const services = await findServices(ctx.store, input.service);
      const rows = await readLosses(ctx.store, { serviceIds: services.map((service) => service.id), period });
      return rows.map((row) => ({ ...row, ...explain(row) }));
    }),
});

function explain({ what, cause, count }: LossRow): { text: string; remedy: string } {
  switch (cause as BatchLoss["cause"] | "instance-limit") {
    case "queue-full":
      if (what === "logs") {
        return {
          text: `${count} logs were dropped by the SDK: they came faster than they could be sent.`,
          remedy: "Keep Vigie reachable, log less, or raise queueBytes in the SDK.",
        };
      }
      return {
        text: `${count} ${what} were dropped by the SDK: its queue was full while Vigie did not take them.`,
        remedy: "Keep Vigie reachable, or raise queueBytes in the SDK.",
      };
    case "refused":
      return {
        text: `${count} ${what} were refused by Vigie.`,
        remedy: "The SDK's onError says why; use an SDK of the server's version.",
      };
    case "endpoint-limit":
      return {
        text: `${count} ${what} are counted under (other): the service has more endpoints than the limit.`,
        remedy: "Record route templates instead of raw URLs.",
      };
    case "instance-limit":
      return {
        text: `${count} instances are counted under (other): the service has more instances, releases or environments in a day than the limit.`,
        remedy: "Name releases by what was built and environments by where it runs, not by process or time.",
      };
    case "budget":
      return {
        text: `${count} ${what} were not kept: more than the budget per second.`,
        remedy: "Counts are not affected. Raise exemplarsPerSecond to keep more.",
      };
    case "invalid":
      return {
        text: `${count} ${what} were not valid and left out.`,
        remedy: "Record finite numbers under names of at most 128 characters.",
      };
    case "shutdown":
      return {
        text: `${count} ${what} were lost when the process ended before they were sent.`,
        remedy: "Call vigie.close() before the process exits.",
      };
    default:
      return { text: `${count} ${what} were lost (${cause}).`, remedy: "" };
  }
}
