import { drizzleAdapter } from "@better-auth/drizzle-adapter";
import { accounts, sessions, users, verifications } from "../schema/index.ts";
import type { Store } from "../store.ts";

/** Where better-auth keeps people, their sessions and how they sign in. */
export function accountAdapter({ db }: Store): ReturnType<typeof drizzleAdapter> {
  return drizzleAdapter(db, {
    provider: "pg",
    schema: { user: users, session: sessions, account: accounts, verification: verifications },
  });
}
