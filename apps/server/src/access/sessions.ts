import type { Caller } from "@vigie/api";
import { VigieError } from "@vigie/protocol";
import { isConnectionProblem, problemOf } from "@vigie/storage";
import { ADDRESS_HEADER, type Auth, readSigned } from "./better-auth.ts";
import { readCookie, strictCookie } from "./cookies.ts";

/** A session ends so long after the password was given, however much it is used. */
const LONGEST_MS = 30 * 86_400_000;
/** One that is used is replaced by a new one, with a new token, this often. */
const RENEW_AFTER_MS = 86_400_000;
/** Calls that were under way with the token before still get in. */
const GRACE_MS = 60_000;
/** How long what the database said of a session counts here. */
const REMEMBERED_MS = 5_000;
/** While Postgres is away, pages go on saying so instead of asking for a password. */
const REMEMBERED_WITHOUT_STORE_MS = 600_000;
const SESSIONS = 1_000;

interface Known {
  sessionId: string;
  userId: string;
  email: string;
  role: "viewer" | "admin";
  createdMs: number;
  startedMs: number;
  expiresMs: number;
}

interface Remembered {
  /** Null: there is no such session. */
  known: Known | null;
  atMs: number;
}

/** How a request is told who it is, and which cookies to take along. */
export interface Resolved {
  caller: Caller;
  cookies: string[];
}

export interface Sessions {
  /** Null: no session, or none that counts. Throws STORE_UNAVAILABLE. */
  resolve: (cookieHeader: string | undefined, from: { address: string; userAgent: string }) => Promise<Resolved | null>;
  /** Whether the session that a cookie names still counts; a stream asks while it runs. Never renews it. */
  isCurrent: (cookieHeader: string | undefined) => Promise<boolean>;
  /** Begins a session; returns its cookies. */
  begin: (userId: string, from: { address: string; userAgent: string }) => Promise<string[]>;
  /** Ends the session that a cookie names; returns what takes the cookie away, and who it was. */
  end: (cookieHeader: string | undefined) => Promise<{ cookies: string[]; caller: string | null }>;
  /** Who a session is of that was just begun, by the cookies that begin it; null: none was begun. */
  emailOf: (setCookies: readonly string[]) => Promise<string | null>;
  forget: () => void;
}

export interface SessionsOptions {
  auth: Auth;
  secret: string;
  now: () => number;
}

export async function createSessions({ auth, secret, now }: SessionsOptions): Promise<Sessions> {
  const context = await auth.$context;
  const { name, attributes } = context.authCookies.sessionToken;
  const remembered = new Map<string, Remembered>();
  /** Tokens whose session is being renewed. */
  const renewing = new Map<string, Promise<string[]>>();

  const tokenIn = (cookieHeader: string | undefined): string | undefined => {
    const value = readCookie(cookieHeader, name);
    return value === undefined ? undefined : readSigned(value, secret);
  };

  async function find(token: string): Promise<Known | null> {
    const before = remembered.get(token);
    if (before && now() - before.atMs < REMEMBERED_MS) return before.known;
    try {
      const known = asKnown(await context.internalAdapter.findSession(token));
      if (remembered.size >= SESSIONS) remembered.clear();
      remembered.set(token, { known, atMs: now() });
      return known;
    } catch (cause) {
      if (before && now() - before.atMs < REMEMBERED_WITHOUT_STORE_MS) return before.known;
      if (isConnectionProblem(cause)) throw new VigieError("STORE_UNAVAILABLE", { problem: problemOf(cause) }, cause);
      throw cause;
    }
  }

  const counts = (known: Known | null): known is Known =>
    known !== null && now() < known.expiresMs && now() < known.startedMs + LONGEST_MS;

  async function begin(
    userId: string,
    { address, userAgent }: { address: string; userAgent: string },
    startedAt?: Date,
  ): Promise<string[]> {
    const headers = new Headers({ [ADDRESS_HEADER]: address, "user-agent": userAgent.slice(0, 500) });
    const response = await auth.api.beginSession({ body: { userId, startedAt }, headers, asResponse: true });
    return response.headers.getSetCookie();
  }

  /** Another token for the same person. The one before works a little longer, for what is under way. */
  async function renew(token: string, known: Known, from: { address: string; userAgent: string }): Promise<string[]> {
    const cookies = await begin(known.userId, from, new Date(known.startedMs));
    await context.internalAdapter.updateSession(token, { expiresAt: new Date(now() + GRACE_MS) });
    remembered.delete(token);
    return cookies;
  }

  return {
    async resolve(cookieHeader, from) {
      const token = tokenIn(cookieHeader);
      if (token === undefined) return null;
      const known = await find(token);
      if (!counts(known)) return null;
      const caller: Caller = {
        kind: "user",
        id: known.userId,
        name: known.email,
        role: known.role,
        scopes: null,
        service: null,
        sessionId: known.sessionId,
        address: from.address,
      };
      if (now() - known.createdMs < RENEW_AFTER_MS || now() > known.expiresMs - GRACE_MS)
        return { caller, cookies: [] };
      let renewed = renewing.get(token);
      if (renewed === undefined) {
        renewed = renew(token, known, from)
          // It is still good as it is.
          .catch(() => [])
          .finally(() => renewing.delete(token));
        renewing.set(token, renewed);
      }
      return { caller, cookies: await renewed };
    },

    async isCurrent(cookieHeader) {
      const token = tokenIn(cookieHeader);
      return token !== undefined && counts(await find(token));
    },

    begin: (userId, from) => begin(userId, from),

    async end(cookieHeader) {
      const gone = strictCookie({ name, value: "", maxAgeSeconds: 0, isSecure: attributes.secure === true });
      const token = tokenIn(cookieHeader);
      if (token === undefined) return { cookies: [gone], caller: null };
      const known = await find(token);
      await context.internalAdapter.deleteSession(token);
      remembered.delete(token);
      return { cookies: [gone], caller: known?.email ?? null };
    },

    async emailOf(setCookies) {
      const header = setCookies.map((cookie) => cookie.split(";")[0]).join("; ");
      const token = tokenIn(header);
      return token === undefined ? null : ((await find(token))?.email ?? null);
    },

    forget: () => remembered.clear(),
  };
}

function asKnown(
  found: Awaited<ReturnType<Awaited<Auth["$context"]>["internalAdapter"]["findSession"]>>,
): Known | null {
  if (!found) return null;
  const { session, user } = found;
  const startedAt: unknown = session.startedAt;
  return {
    sessionId: session.id,
    userId: user.id,
    email: user.email,
    role: user.role === "admin" ? "admin" : "viewer",
    createdMs: session.createdAt.getTime(),
    startedMs: startedAt instanceof Date ? startedAt.getTime() : session.createdAt.getTime(),
    expiresMs: session.expiresAt.getTime(),
  };
}
