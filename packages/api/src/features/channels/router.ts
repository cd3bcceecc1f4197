import { z } from "zod";
import { severityInput } from "../../alerting/inputs.ts";
import { adminProcedure, router } from "../../trpc.ts";
import type { Channel, ChannelTest } from "./shapes.ts";

const notYet = (): never => {
  throw new Error("not yet");
};

const id = z.number().int().positive();
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 22:00");
const draft = z.object({
  name: z.string().trim().min(1).max(100),
  settings: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("webhook"), url: z.string().max(2_000) }),
    z.object({ kind: z.literal("slack"), url: z.string().max(2_000) }),
    z.object({ kind: z.literal("email"), to: z.array(z.string().max(320)).min(1).max(20) }),
  ]),
  minimumSeverity: severityInput.default("warning"),
  quietHours: z
    .object({ from: clock, to: clock, timeZone: z.string().max(64), exceptCritical: z.boolean() })
    .nullable()
    .default(null),
  isEnabled: z.boolean().default(true),
});

export const channelsRouter = router({
  list: adminProcedure.query(async (): Promise<Channel[]> => notYet()),
  /** The secret that signs a webhook's messages is told once. Throws CHANNEL_INVALID. */
  create: adminProcedure
    .input(draft)
    .mutation(async (): Promise<{ channel: Channel; secret: string | null }> => notYet()),
  /** Throws CHANNEL_UNKNOWN, CHANNEL_INVALID or CHANNEL_CHANGED. */
  update: adminProcedure
    .input(z.object({ id, version: z.number().int(), channel: draft, renewSecret: z.boolean().default(false) }))
    .mutation(async (): Promise<{ channel: Channel; secret: string | null }> => notYet()),
  /** What waits to be sent to it is given up. Throws CHANNEL_UNKNOWN. */
  remove: adminProcedure.input(z.object({ id })).mutation(async (): Promise<{ removed: true }> => notYet()),
  /** Sends a message that says that it is a test, now and once. Throws CHANNEL_UNKNOWN. */
  test: adminProcedure.input(z.object({ id })).mutation(async (): Promise<ChannelTest> => notYet()),
});
