import { VigieError } from "@vigie/protocol";
import {
  countChannels,
  insertChannel,
  type ListedChannel,
  listChannels,
  readChannel,
  removeChannel,
  type Store,
  updateChannel,
} from "@vigie/storage";
import { z } from "zod";
import { severityInput } from "../../alerting/inputs.ts";
import { adminProcedure, router } from "../../trpc.ts";
import { channelToStore, toldSettings } from "./check.ts";
import type { Channel, ChannelTest } from "./shapes.ts";

const CHANNELS = 100;

const id = z.number().int().positive();
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 22:00");
const url = z.string().trim().min(1).max(2_000);
const draft = z.object({
  name: z.string().trim().min(1).max(100),
  settings: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("webhook"), url }),
    z.object({ kind: z.literal("slack"), url }),
    z.object({ kind: z.literal("email"), to: z.array(z.string().trim().max(320)).min(1).max(20) }),
  ]),
  minimumSeverity: severityInput.default("warning"),
  quietHours: z
    .object({ from: clock, to: clock, timeZone: z.string().max(64), exceptCritical: z.boolean() })
    .nullable()
    .default(null),
  isEnabled: z.boolean().default(true),
});

export const channelsRouter = router({
  list: adminProcedure.query(async ({ ctx }): Promise<Channel[]> => {
    const channels = await listChannels(ctx.store.sql, ctx.now());
    return channels.map(toldChannel);
  }),

  /** The secret that signs a webhook's messages is told once. Throws CHANNEL_INVALID. */
  create: adminProcedure
    .input(draft)
    .mutation(async ({ ctx, input }): Promise<{ channel: Channel; secret: string | null }> => {
      const { channel, secret } = channelToStore(input, {
        stored: null,
        renewSecret: false,
        problemWith: ctx.channelProblem,
      });
      if ((await countChannels(ctx.store.sql)) >= CHANNELS) {
        throw new VigieError("CHANNEL_INVALID", { field: "name", problem: `there are ${CHANNELS} channels already` });
      }
      const { id } = await insertChannel(ctx.store.sql, channel, ctx.now());
      return { channel: await toldById(ctx.store, id, ctx.now()), secret };
    }),

  /** Throws CHANNEL_UNKNOWN, CHANNEL_INVALID or CHANNEL_CHANGED. A new secret is told once. */
  update: adminProcedure
    .input(
      z.object({
        id,
        version: z.number().int().min(1).max(2_147_483_647),
        channel: draft,
        renewSecret: z.boolean().default(false),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ channel: Channel; secret: string | null }> => {
      const { id, version, renewSecret } = input;
      const stored = await readChannel(ctx.store.sql, id);
      if (stored === null) throw new VigieError("CHANNEL_UNKNOWN", { id });
      const { channel, secret } = channelToStore(input.channel, {
        stored: stored.settings,
        renewSecret,
        problemWith: ctx.channelProblem,
      });
      const updated = await updateChannel(ctx.store.sql, { id, version, channel, nowMs: ctx.now() });
      if (updated === null) throw new VigieError("CHANNEL_CHANGED", { name: stored.name });
      return { channel: await toldById(ctx.store, id, ctx.now()), secret };
    }),

  /** What waits to be sent to it is given up. Throws CHANNEL_UNKNOWN. */
  remove: adminProcedure.input(z.object({ id })).mutation(async ({ ctx, input }): Promise<{ removed: true }> => {
    if (!(await removeChannel(ctx.store.sql, input.id, ctx.now()))) throw new VigieError("CHANNEL_UNKNOWN", input);
    return { removed: true };
  }),

  /** Sends a message that says that it is a test, now and once. Throws CHANNEL_UNKNOWN. */
  test: adminProcedure
    .input(z.object({ id }))
    .mutation(({ ctx, input }): Promise<ChannelTest> => ctx.testChannel(input.id)),
});

async function toldById(store: Store, id: number, nowMs: number): Promise<Channel> {
  const channel = (await listChannels(store.sql, nowMs)).find((one) => one.id === id);
  // Somebody removed it in between.
  if (channel === undefined) throw new VigieError("CHANNEL_UNKNOWN", { id });
  return toldChannel(channel);
}

function toldChannel({ settings, lastSentMs, problem, ...channel }: ListedChannel): Channel {
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    ...channel,
    ...toldSettings(settings),
    lastSentAt: lastSentMs === null ? null : iso(lastSentMs),
    lastProblem: problem && { at: iso(problem.atMs), problem: problem.text },
  };
}
