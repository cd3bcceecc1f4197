import { LIMITS, VigieError } from "@vigie/protocol";
import { countActiveKeys, insertKey, listKeys, OWN_SERVICE, revokeKey, type StoredKey } from "@vigie/storage";
import { z } from "zod";
import { SCOPES, type Scope } from "../../caller.ts";
import { isoMs } from "../../period.ts";
import { adminProcedure, router } from "../../trpc.ts";
import { makeKey } from "./make-key.ts";
import type { ApiKey } from "./shapes.ts";

/** All that work are kept in the memory of each server. */
const KEYS = 1_000;
const LISTED = 2_000;

const name = z.string().trim().min(1).max(100);
const service = z
  .string()
  .trim()
  .min(1)
  .max(LIMITS.nameLength)
  .refine((text) => text !== OWN_SERVICE, "that is Vigie itself");

export const keysRouter = router({
  /** Those that work, the newest first, then those that were revoked. */
  list: adminProcedure.query(async ({ ctx }): Promise<ApiKey[]> => {
    const keys = await listKeys(ctx.store.sql, LISTED);
    return keys.map(toldKey);
  }),

  /** The key itself is told once; Vigie keeps only its hash. Throws KEYS_FULL. */
  create: adminProcedure
    .input(
      z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("ingest"), name, service: service.nullable() }),
        z.object({ kind: z.literal("read"), name, scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length) }),
      ]),
    )
    .mutation(async ({ ctx, input }): Promise<{ id: number; key: string }> => {
      if ((await countActiveKeys(ctx.store.sql)) >= KEYS) throw new VigieError("KEYS_FULL", { limit: KEYS });
      const { key, hash, hint } = makeKey(input.kind);
      const stored = {
        name: input.name,
        kind: input.kind,
        service: input.kind === "ingest" ? input.service : null,
        scopes: input.kind === "read" ? [...new Set(input.scopes)] : [],
        hash,
        hint,
        createdBy: ctx.caller?.name ?? "",
      };
      const id = await insertKey(ctx.store.sql, stored, ctx.now());
      ctx.accountActions.forget();
      return { id, key };
    }),

  /** It works no longer: here at once, on other servers within seconds. Throws KEY_UNKNOWN. */
  revoke: adminProcedure
    .input(z.object({ id: z.number().int().positive() }))
    .mutation(async ({ ctx, input: { id } }): Promise<{ revoked: string }> => {
      const revoked = await revokeKey(ctx.store.sql, id, ctx.now());
      if (revoked === null) throw new VigieError("KEY_UNKNOWN", { id });
      ctx.accountActions.forget();
      return { revoked };
    }),
});

function toldKey({ createdMs, lastUsedMs, revokedMs, scopes, ...key }: StoredKey): ApiKey {
  return {
    ...key,
    scopes: scopes.filter((scope): scope is Scope => (SCOPES as readonly string[]).includes(scope)),
    createdAt: isoMs(createdMs),
    lastUsedAt: lastUsedMs === null ? null : isoMs(lastUsedMs),
    revokedAt: revokedMs === null ? null : isoMs(revokedMs),
  };
}
