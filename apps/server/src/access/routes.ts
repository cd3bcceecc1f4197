import { VigieError } from "@vigie/protocol";
import { countUsers, recordAudit, type Store } from "@vigie/storage";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Accounts, From } from "./accounts.ts";
import type { AdminToken } from "./admin-token.ts";
import type { OidcSignIn } from "./oidc-sign-in.ts";
import type { Sessions } from "./sessions.ts";

export interface SignInOptions {
  store: Store;
  now: () => number;
  accounts: Accounts;
  sessions: Sessions;
  adminToken: AdminToken;
  /** Undefined: there is no OpenID provider. */
  oidc: OidcSignIn | undefined;
}

/** Bodies of these routes are a few short texts. */
const BODY_BYTES = 16_384;
const text = z
  .string()
  .max(1_000)
  // Postgres stores neither, and whoever sends one is told.
  .refine((value) => !/\0|\p{Cs}/u.test(value), "it holds NUL or half of a surrogate pair");

/** How people get in and out: all below `/auth`, for anyone, with cookies that no script reads. Each answers 204 or what went wrong. */
export async function signInRoutes(app: FastifyInstance, options: SignInOptions): Promise<void> {
  const { store, now, accounts, sessions, adminToken, oidc } = options;
  const route = { config: { role: "anyone" }, bodyLimit: BODY_BYTES } as const;
  const audit = (action: string, entry: { actorKind: "token" | "nobody" | "user"; actor: string; address: string }) =>
    recordAudit(store.sql, { ...entry, action, subject: "" }, now());
  app.addHook("onSend", async (_request, reply) => void reply.header("cache-control", "no-store"));

  /** A new session replaces whatever the browser came with, so that nobody can be given a session that somebody else knows. */
  const signedIn = async (request: FastifyRequest, reply: FastifyReply, userId: string) => {
    const { cookies: gone } = await sessions.end(request.headers.cookie);
    const begun = await sessions.begin(userId, fromOf(request));
    return reply
      .code(204)
      .header("set-cookie", begun.length > 0 ? [...begun, adminToken.goneCookie()] : gone)
      .send();
  };

  /** What the page needs to ask: nothing that is secret. */
  app.get("/auth/options", route, async () => ({
    needsSetup: (await countUsers(store.sql)) === 0,
    provider: oidc?.name ?? null,
  }));

  app.post("/auth/sign-in", route, async (request, reply) => {
    const credentials = read(z.object({ email: text, password: text }), request.body);
    return signedIn(request, reply, await accounts.signIn(credentials, fromOf(request)));
  });

  app.post("/auth/token", route, async (request, reply) => {
    const { token } = read(z.object({ token: text }), request.body);
    const { address } = fromOf(request);
    await accounts.tryToken(address, () => adminToken.isRight(token));
    await audit("sign-in", { actorKind: "token", actor: "VIGIE_ADMIN_TOKEN", address });
    return reply.code(204).header("set-cookie", adminToken.cookie()).send();
  });

  app.post("/auth/setup/read", route, (request) =>
    accounts.readLink(read(z.object({ secret: text }), request.body).secret),
  );

  app.post("/auth/setup", route, async (request, reply) => {
    const given = read(z.object({ secret: text, name: text, email: text, password: text }), request.body);
    return signedIn(request, reply, await accounts.redeemLink(given, fromOf(request)));
  });

  app.post("/auth/sign-out", route, async (request, reply) => {
    const { cookies, caller } = await sessions.end(request.headers.cookie);
    if (caller !== null) await audit("sign-out", { actorKind: "user", actor: caller, address: request.ip });
    return reply
      .code(204)
      .header("set-cookie", [...cookies, adminToken.goneCookie()])
      .send();
  });

  if (oidc === undefined) return;

  /** Where the browser has to go. */
  app.post("/auth/oidc", route, async (request, reply) => {
    await accounts.countProvider(request.ip);
    const { url, cookies } = await oidc.begin(fromOf(request));
    return reply.header("set-cookie", cookies).send({ url });
  });

  app.get("/auth/callback/oidc", route, async (request, reply) => {
    const { location, cookies, email } = await oidc.finish(request.url, request.headers.cookie, fromOf(request));
    if (email !== null) await audit("sign-in", { actorKind: "user", actor: email, address: request.ip });
    // Somebody whom the provider knows, but who may not come in. Anything else is what anybody can make up.
    else if (new URL(location).searchParams.get("error") === "not_allowed")
      await audit("sign-in.refused", { actorKind: "nobody", actor: oidc.name, address: request.ip });
    return reply.code(302).header("set-cookie", cookies).header("location", location).send();
  });
}

function fromOf(request: FastifyRequest): From {
  return { address: request.ip, userAgent: request.headers["user-agent"] ?? "" };
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join(".") || "(the whole)";
  throw new VigieError("REQUEST_MALFORMED", { problem: `${path}: ${issue?.message ?? "it is not valid"}` });
}
