import { readAudit } from "@vigie/storage";
import { z } from "zod";
import { isoMs } from "../../period.ts";
import { adminProcedure, router } from "../../trpc.ts";
import type { AuditPage } from "./shapes.ts";

export const auditRouter = router({
  /** Who did what, the newest first: sign-ins and all changes that people and programs made. */
  list: adminProcedure
    .input(
      z.object({
        /** Only actions that begin so: `sign-in`, `rules.`. */
        action: z.string().max(100).optional(),
        actor: z.string().max(320).optional(),
        before: z.number().int().positive().nullish(),
        limit: z.number().int().min(1).max(500).default(100),
      }),
    )
    .query(async ({ ctx, input: { before, ...input } }): Promise<AuditPage> => {
      const rows = await readAudit(ctx.store.sql, { ...input, beforeId: before ?? undefined });
      const entries = rows.map(({ timeMs, ...entry }) => ({ ...entry, time: isoMs(timeMs) }));
      return { entries, next: rows.length === input.limit ? (rows.at(-1)?.id ?? null) : null };
    }),
});
