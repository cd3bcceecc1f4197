import { randomBytes } from "node:crypto";
import type { AccountActions } from "@vigie/api";
import { countUsers, createSetupLink, keepSecret, type Store } from "@vigie/storage";
import type { FastifyInstance } from "fastify";
import { createAccounts } from "./accounts.ts";
import { createAdminToken } from "./admin-token.ts";
import { createAuth } from "./better-auth.ts";
import { guardAccess } from "./guard.ts";
import { createKeyRing } from "./key-ring.ts";
import type { OidcSettings } from "./oidc.ts";
import { createOidcSignIn } from "./oidc-sign-in.ts";
import { signInRoutes } from "./routes.ts";
import { createSessions } from "./sessions.ts";

const FIRST_LINK_VALID_MS = 86_400_000;

export interface AccessOptions {
  store: Store;
  now: () => number;
  adminToken: string | undefined;
  /** Undefined: one that is kept in the database. */
  secret: string | undefined;
  /** Where people find the page, without a slash at its end. */
  publicUrl: string;
  oidc: OidcSettings | undefined;
  streamCheckMs?: number;
}

/** Who may come in: people with a password or an OpenID provider, services and programs with keys, and whoever has the admin token. */
export interface Access {
  /** Asks at every door of an app, and opens the ways in. */
  guard: (app: FastifyInstance) => Promise<void>;
  actions: AccountActions;
  /** A link that makes the first account, once and within a day; null: there are accounts. */
  firstLink: () => Promise<string | null>;
  stop: () => Promise<void>;
}

export async function createAccess(options: AccessOptions): Promise<Access> {
  const { store, now, publicUrl, oidc } = options;
  const secret = options.secret ?? (await keepSecret(store, randomBytes(32).toString("base64url")));
  const auth = createAuth({ store, secret, publicUrl, oidc: undefined });
  const sessions = await createSessions({ auth, secret, now });
  const accounts = await createAccounts({ auth, store, now });
  const keyRing = createKeyRing({ store, now });
  const isSecure = publicUrl.startsWith("https:");
  const adminToken = createAdminToken({ token: options.adminToken, isSecure, now });
  const setupUrl = (link: string) => `${publicUrl}/setup#${link}`;
  const provider =
    oidc === undefined
      ? undefined
      : createOidcSignIn({
          name: oidc.name,
          publicUrl,
          makeAuth: () => createAuth({ store, secret, publicUrl, oidc }),
          emailOf: sessions.emailOf,
        });

  return {
    async guard(app) {
      guardAccess(app, { adminToken, keyRing, sessions, streamCheckMs: options.streamCheckMs });
      await app.register(signInRoutes, { store, now, accounts, sessions, adminToken, oidc: provider });
    },

    actions: {
      async changePassword({ userId, sessionId, address, current, next }) {
        await accounts.changePassword({ userId, sessionId, address, current, next });
        sessions.forget();
      },
      setupUrl,
      forget() {
        keyRing.forget();
        sessions.forget();
      },
    },

    async firstLink() {
      if ((await countUsers(store.sql)) > 0) return null;
      const link = { purpose: "first", role: "admin", email: null, createdBy: null } as const;
      return setupUrl(await createSetupLink(store.sql, { ...link, nowMs: now(), validMs: FIRST_LINK_VALID_MS }));
    },

    stop: () => keyRing.stop(),
  };
}
