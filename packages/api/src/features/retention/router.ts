import { VigieError } from "@vigie/protocol";
import {
  DEFAULT_RETENTION_DAYS,
  isRetentionDays,
  RETENTION_KINDS,
  RETENTION_LIMITS,
  type RetentionDays,
  type RetentionKind,
  readDatabaseBytes,
  readStoredSizes,
  readWhatExpires,
  type StoredKind,
  type StoredSize,
  writeRetention,
} from "@vigie/storage";
import { z } from "zod";
import { type ApiContext, adminProcedure, router, viewerProcedure } from "../../trpc.ts";
import { KINDS, keptFor, whyUnknown } from "./kinds.ts";
import type { Expiring, KindKept, RetentionReport } from "./shapes.ts";

const days = z.number().optional();
/** Days by kind; what is left out stays as it is. */
const daysInput = z.strictObject({
  metrics: days,
  requests: days,
  logs: days,
  errors: days,
  alerts: days,
  anomalies: days,
  audit: days,
} satisfies Record<RetentionKind, typeof days>);

export const retentionRouter = router({
  /** What is kept for how long, what it takes, and how it grows. Some dozens of milliseconds of Postgres: not to be asked every few seconds. */
  get: viewerProcedure.query(({ ctx }) => report(ctx)),

  /** For how many days each kind is kept: what this server goes by, from its memory. */
  days: viewerProcedure.query(({ ctx }): RetentionDays => ctx.store.retention.current.days),

  /** What would be deleted within a minute if it were set so. Throws RETENTION_INVALID. */
  preview: viewerProcedure.input(z.object({ days: daysInput })).query(async ({ ctx, input }): Promise<Expiring[]> => {
    const { days: current } = await ctx.store.retention.refresh();
    const wanted = merged(current, input.days);
    const nowMs = ctx.now();
    const expiring = await readWhatExpires(ctx.store.sql, { days: wanted, nowMs });
    return expiring
      .filter(({ kind }) => wanted[kind] < current[kind])
      .map(({ kind, bytes, oldestMs }) => ({
        kind,
        label: KINDS[kind].label,
        oldest: isoMs(oldestMs),
        before: isoMs(nowMs - wanted[kind] * DAY_MS),
        bytes,
      }));
  }),

  /**
   * Sets for how long kinds are kept; within a minute what is older is deleted. `version` is that of `get`.
   * Throws RETENTION_INVALID, or RETENTION_CHANGED when somebody else set it meanwhile.
   */
  set: adminProcedure
    .input(z.object({ days: daysInput, version: z.number().int().min(0) }))
    .mutation(async ({ ctx, input }): Promise<RetentionReport> => {
      const { store } = ctx;
      const wanted = merged((await store.retention.refresh()).days, input.days);
      const written = await writeRetention(store.sql, { days: wanted, version: input.version, nowMs: ctx.now() });
      await store.retention.refresh();
      if (written === null) throw new VigieError("RETENTION_CHANGED");
      return report(ctx);
    }),
});

const DAY_MS = 86_400_000;

async function report({ store, now, room }: ApiContext): Promise<RetentionReport> {
  const nowMs = now();
  const { days, version } = await store.retention.refresh();
  const [sizes, databaseBytes] = await Promise.all([
    readStoredSizes(store.sql, { days, nowMs }),
    readDatabaseBytes(store.sql),
  ]);
  return {
    kinds: sizes.map((size) => kindKept(size, days)),
    version,
    limits: RETENTION_LIMITS,
    databaseBytes,
    room: room(),
    generatedAt: isoMs(nowMs),
  };
}

function kindKept({ kind, oldestMs, ...size }: StoredSize, days: RetentionDays): KindKept {
  const oldest = oldestMs === null ? null : isoMs(oldestMs);
  const kept = isSet(kind) ? days[kind] : null;
  return {
    kind,
    ...KINDS[kind],
    ...size,
    oldest,
    unknown: size.growthBytesPerDay === null ? whyUnknown(kind, oldest) : null,
    days: kept,
    defaultDays: isSet(kind) ? DEFAULT_RETENTION_DAYS[kind] : null,
    keptFor: keptFor(kind, kept),
  };
}

function isSet(kind: StoredKind): kind is RetentionKind {
  return kind in DEFAULT_RETENTION_DAYS;
}

function merged(current: RetentionDays, changes: z.infer<typeof daysInput>): RetentionDays {
  const wanted = { ...current };
  for (const kind of RETENTION_KINDS) {
    const changed = changes[kind];
    if (changed === undefined) continue;
    if (!isRetentionDays(changed)) {
      const { leastDays, mostDays } = RETENTION_LIMITS;
      throw new VigieError("RETENTION_INVALID", {
        field: kind,
        problem: `${changed} is not a whole number of days from ${leastDays} to ${mostDays}`,
      });
    }
    wanted[kind] = changed;
  }
  return wanted;
}

function isoMs(ms: number): string {
  return new Date(ms).toISOString();
}
