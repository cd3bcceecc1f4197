import { VigieError } from "@vigie/protocol";
import { endSessions, listSessions, listUsers } from "@vigie/storage";
import { z } from "zod";
import type { Caller } from "../../caller.ts";
import { isoMs } from "../../period.ts";
import { type ApiContext, router, viewerProcedure } from "../../trpc.ts";
import type { AccountSession, Me } from "./shapes.ts";

const password = z.string().min(1).max(1_000);

export const accountRouter = router({
  /** Who asks. Throws UNAUTHORIZED for nobody. */
  me: viewerProcedure.query(async ({ ctx }): Promise<Me> => {
    const { kind, id, name, role } = ctx.caller ?? raise();
    const user = kind === "user" ? (await listUsers(ctx.store.sql)).find((one) => one.id === id) : undefined;
    return {
      kind: kind === "user" ? "user" : "token",
      name,
      role: role === "admin" ? "admin" : "viewer",
      hasPassword: user?.hasPassword ?? false,
    };
  }),

  /** Browsers in which the caller is signed in, the newest first. */
  sessions: viewerProcedure.query(async ({ ctx }): Promise<AccountSession[]> => {
    const user = userOf(ctx);
    const sessions = await listSessions(ctx.store.sql, user.id, ctx.now());
    return sessions.map(({ startedMs, renewedMs, expiresMs, ...session }) => ({
      ...session,
      startedAt: isoMs(startedMs),
      renewedAt: isoMs(renewedMs),
      expiresAt: isoMs(expiresMs),
      isThis: session.id === user.sessionId,
    }));
  }),

  /** Signs the caller out elsewhere: in one browser, or in all others. */
  endSessions: viewerProcedure
    .input(z.object({ id: z.string().max(100).nullable() }))
    .mutation(async ({ ctx, input: { id } }): Promise<{ ended: number }> => {
      const user = userOf(ctx);
      const which = id === null ? { except: user.sessionId } : { id };
      const ended = await endSessions(ctx.store.sql, user.id, which);
      ctx.accountActions.forget();
      return { ended };
    }),

  /** Ends all other sessions. Throws SIGN_IN_REFUSED when the current one is not right, SIGN_IN_LOCKED, ACCOUNT_INVALID. */
  changePassword: viewerProcedure
    .input(z.object({ current: password, next: password }))
    .mutation(async ({ ctx, input }): Promise<{ changed: true }> => {
      const { id, sessionId, address } = userOf(ctx);
      await ctx.accountActions.changePassword({ userId: id, sessionId, address, ...input });
      return { changed: true };
    }),
});

function userOf({ caller }: ApiContext): Caller {
  if (caller?.kind === "user") return caller;
  throw new VigieError("ACCOUNT_INVALID", { field: "account", problem: "the admin token has none" });
}

function raise(): never {
  throw new VigieError("UNAUTHORIZED", { role: "viewer" });
}
