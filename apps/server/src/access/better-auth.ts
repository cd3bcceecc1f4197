import { createHmac, timingSafeEqual } from "node:crypto";
import { accountAdapter, type Store } from "@vigie/storage";
import type { BetterAuthOptions, Auth as LibraryAuth } from "better-auth";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { betterAuth } from "better-auth/minimal";
import { genericOAuth } from "better-auth/plugins/generic-oauth";
import { z } from "zod";
import type { OidcSettings } from "./oidc.ts";

/** A session that nobody uses for so long ends; one that is used is renewed once a day. */
const IDLE_SECONDS = 7 * 86_400;
export const PASSWORD = { shortest: 10, longest: 256 } as const;
/** In which better-auth is told where a call came from; no caller can send it, as all of its headers are made here. */
export const ADDRESS_HEADER = "x-vigie-address";
export const OIDC_PROVIDER = "oidc";

export interface AuthOptions {
  store: Store;
  /** Signs cookies. At least 32 characters. */
  secret: string;
  /** Where people find the page. */
  publicUrl: string;
  oidc: OidcSettings | undefined;
}

/** The library that keeps passwords, sessions and sign-in at an OpenID provider. Of its routes the callback alone can be reached. */
export function createAuth(options: AuthOptions): Auth {
  return betterAuth(authOptions(options));
}

function authOptions({ store, secret, publicUrl, oidc }: AuthOptions) {
  return {
    appName: "Vigie",
    baseURL: publicUrl,
    basePath: "/auth",
    secret,
    database: accountAdapter(store),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD.shortest,
      maxPasswordLength: PASSWORD.longest,
    },
    user: {
      additionalFields: { role: { type: "string", required: true, defaultValue: "viewer" } },
      validateUserInfo: ({ user, source }) => {
        if (source.method !== "oauth" || oidc?.allows(user.email, source.oauth?.profile)) return;
        return { error: "not_allowed" };
      },
    },
    session: {
      expiresIn: IDLE_SECONDS,
      // Vigie renews sessions itself, under another token each time.
      disableSessionRefresh: true,
      additionalFields: { startedAt: { type: "date", required: false, input: false } },
    },
    account: {
      updateAccountOnSignIn: false,
      accountLinking: { enabled: true },
    },
    databaseHooks: {
      account: {
        create: {
          // Nothing is ever asked of the provider again, so its tokens are not kept.
          before: async (account) => ({
            data: { ...account, accessToken: null, refreshToken: null, idToken: null },
          }),
        },
      },
    },
    onAPIError: { errorURL: `${publicUrl}/sign-in` },
    // Tries are counted by Vigie, per account and address.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      cookiePrefix: "vigie",
      useSecureCookies: publicUrl.startsWith("https:"),
      // Held by the guard for all routes.
      disableCSRFCheck: true,
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      cookies: { session_token: { attributes: { sameSite: "strict" } } },
    },
    plugins: [
      sessions,
      ...(oidc === undefined
        ? []
        : [
            genericOAuth({
              config: [
                {
                  providerId: OIDC_PROVIDER,
                  discoveryUrl: `${oidc.issuer}/.well-known/openid-configuration`,
                  requireIdTokenVerification: true,
                  clientId: oidc.clientId,
                  clientSecret: oidc.clientSecret,
                  scopes: ["openid", "email", "profile"],
                  mapProfileToUser: ({ email, name }) => ({
                    name: typeof name === "string" && name !== "" ? name : (email ?? ""),
                    role: oidc.isAdmin(email) ? "admin" : "viewer",
                  }),
                },
              ],
            }),
          ]),
    ],
  } satisfies BetterAuthOptions;
}

/** Begins a session for a user whose identity is already known: after a setup link, or as the successor of another session. */
const sessions = {
  id: "vigie-sessions",
  endpoints: {
    beginSession: createAuthEndpoint(
      "/begin-session",
      { method: "POST", body: z.object({ userId: z.string(), startedAt: z.date().optional() }) },
      async (ctx) => {
        const { userId, startedAt } = ctx.body;
        const user = await ctx.context.internalAdapter.findUserById(userId);
        if (!user) throw new APIError("NOT_FOUND");
        const session = await ctx.context.internalAdapter.createSession(userId, false, {
          startedAt: startedAt ?? new Date(),
        });
        await setSessionCookie(ctx, { session, user });
        return ctx.json({ sessionId: session.id });
      },
    ),
  },
};

export type Auth = LibraryAuth<ReturnType<typeof authOptions>>;

/** The token in a signed cookie's value: `token.signature`; undefined when Vigie did not sign it. */
export function readSigned(value: string, secret: string): string | undefined {
  const dot = value.lastIndexOf(".");
  if (dot < 1) return undefined;
  const token = value.slice(0, dot);
  const expected = createHmac("sha256", secret).update(token).digest();
  const given = Buffer.from(value.slice(dot + 1), "base64");
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : undefined;
}
