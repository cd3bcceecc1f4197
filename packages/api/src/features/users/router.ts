import { VigieError } from "@vigie/protocol";
import {
  createSetupLink,
  findUserByEmail,
  listUsers,
  removeUser,
  type SetupLink,
  type StoredUser,
  setUserRole,
  type UserRefusal,
} from "@vigie/storage";
import { z } from "zod";
import { isoMs } from "../../period.ts";
import { type ApiContext, adminProcedure, router } from "../../trpc.ts";
import type { SetupUrl, User } from "./shapes.ts";

const LINK_VALID_MS = 3 * 86_400_000;
/** As many accounts and invitations as a page shows and a team has. */
const USERS = 500;

const id = z.string().min(1).max(100);
const role = z.enum(["viewer", "admin"]);

export const usersRouter = router({
  list: adminProcedure.query(async ({ ctx }): Promise<User[]> => {
    const users = await listUsers(ctx.store.sql);
    return users.map((user) => toldUser(user, ctx));
  }),

  /** A link with which somebody makes their account, once and within three days. Throws ACCOUNT_INVALID. */
  invite: adminProcedure
    .input(z.object({ email: z.email().max(254), role }))
    .mutation(async ({ ctx, input }): Promise<SetupUrl> => {
      const email = input.email.toLowerCase();
      if ((await findUserByEmail(ctx.store.sql, email)) !== null)
        throw new VigieError("ACCOUNT_INVALID", { field: "email", problem: "there is an account with this address" });
      if ((await listUsers(ctx.store.sql)).length >= USERS)
        throw new VigieError("ACCOUNT_INVALID", { field: "email", problem: `there are ${USERS} accounts already` });
      return makeLink(ctx, { purpose: "invitation", role: input.role, email });
    }),

  /** A link with which somebody sets a new password, once and within three days. Throws USER_UNKNOWN. */
  resetPassword: adminProcedure.input(z.object({ id })).mutation(async ({ ctx, input }): Promise<SetupUrl> => {
    const user = (await listUsers(ctx.store.sql)).find((one) => one.id === input.id);
    if (user === undefined) throw new VigieError("USER_UNKNOWN", {});
    return makeLink(ctx, { purpose: "password", role: user.role, email: user.email });
  }),

  /** Ends their sessions. Throws USER_UNKNOWN or LAST_ADMIN. */
  setRole: adminProcedure
    .input(z.object({ id, role }))
    .mutation(async ({ ctx, input }): Promise<{ role: typeof input.role }> => {
      accepted(await setUserRole(ctx.store.sql, input.id, input.role));
      ctx.accountActions.forget();
      return { role: input.role };
    }),

  /** Ends their sessions; what they did stays in the audit log. Throws USER_UNKNOWN or LAST_ADMIN. */
  remove: adminProcedure.input(z.object({ id })).mutation(async ({ ctx, input }): Promise<{ removed: true }> => {
    accepted(await removeUser(ctx.store.sql, input.id));
    ctx.accountActions.forget();
    return { removed: true };
  }),
});

async function makeLink(ctx: ApiContext, link: SetupLink): Promise<SetupUrl> {
  const nowMs = ctx.now();
  const createdBy = ctx.caller?.name ?? null;
  const secret = await createSetupLink(ctx.store.sql, { ...link, createdBy, nowMs, validMs: LINK_VALID_MS });
  return { url: ctx.accountActions.setupUrl(secret), expiresAt: isoMs(nowMs + LINK_VALID_MS) };
}

function accepted(refusal: UserRefusal): void {
  if (refusal === "unknown") throw new VigieError("USER_UNKNOWN", {});
  if (refusal === "last-admin") throw new VigieError("LAST_ADMIN", {});
}

function toldUser({ createdMs, lastSeenMs, ...user }: StoredUser, { caller }: ApiContext): User {
  return {
    ...user,
    createdAt: isoMs(createdMs),
    lastSeenAt: lastSeenMs === null ? null : isoMs(lastSeenMs),
    isCaller: caller?.kind === "user" && caller.id === user.id,
  };
}
