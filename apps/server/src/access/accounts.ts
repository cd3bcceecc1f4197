import { randomUUID } from "node:crypto";
import { VigieError } from "@vigie/protocol";
import {
  type AuditEntry,
  beginAttempt,
  endSessions,
  forgetAttempts,
  readSetupLink,
  recordAudit,
  redeemSetupLink,
  type SetupLink,
  type Store,
} from "@vigie/storage";
import { z } from "zod";
import { type Auth, PASSWORD } from "./better-auth.ts";
import { boundedWork } from "./bounded-work.ts";

/** scrypt takes 32 MB and most of a core for some 50 ms: so many at once, and so many that wait. */
const HASHING = { atOnce: 2, waiting: 50 };

export interface From {
  address: string;
  userAgent: string;
}

interface Attempt {
  account: string;
  address: string;
  check: () => Promise<boolean>;
  refusal: "SIGN_IN_REFUSED" | "TOKEN_REFUSED";
}

/** Passwords: who may sign in with one, who gets one, and who tries too often. */
export interface Accounts {
  /** Resolves with the id of the user. Throws SIGN_IN_REFUSED or SIGN_IN_LOCKED. */
  signIn: (credentials: { email: string; password: string }, from: From) => Promise<string>;
  /** What a link is for. Throws SETUP_LINK_UNUSABLE. */
  readLink: (secret: string) => Promise<SetupLink>;
  /** Makes the account that a link is for, or sets its password; resolves with the user's id. Throws SETUP_LINK_UNUSABLE or ACCOUNT_INVALID. */
  redeemLink: (link: { secret: string; name: string; email: string; password: string }, from: From) => Promise<string>;
  /** Throws SIGN_IN_REFUSED, SIGN_IN_LOCKED or ACCOUNT_INVALID. */
  changePassword: (change: PasswordChange) => Promise<void>;
  /** The same for VIGIE_ADMIN_TOKEN typed into the page. Throws TOKEN_REFUSED or SIGN_IN_LOCKED. */
  tryToken: (address: string, isRight: () => boolean) => Promise<void>;
  /** Counts that somebody goes to the OpenID provider, as whoever does it a thousand times comes from somewhere. Throws SIGN_IN_LOCKED. */
  countProvider: (address: string) => Promise<void>;
}

export interface PasswordChange {
  userId: string;
  /** The session that stays. */
  sessionId: string | null;
  address: string;
  current: string;
  next: string;
}

export interface AccountsOptions {
  auth: Auth;
  store: Store;
  now: () => number;
}

export async function createAccounts({ auth, store, now }: AccountsOptions): Promise<Accounts> {
  const { internalAdapter, password: passwords } = await auth.$context;
  const hashing = boundedWork(HASHING);
  const audit = (action: string, entry: Pick<AuditEntry, "actorKind" | "actor" | "address">, subject = "") =>
    recordAudit(store.sql, { ...entry, action, subject }, now());

  /** What takes as long for an account that does not exist as for one that does. */
  async function verify(hash: string | null | undefined, password: string): Promise<boolean> {
    if (password.length > PASSWORD.longest) return false;
    if (!hash) {
      await hashing(() => passwords.hash(password));
      return false;
    }
    return hashing(() => passwords.verify({ hash, password }));
  }

  /** Looks at a password, of which an address may give an account five in five minutes. */
  async function attempt({ account, address, check, refusal }: Attempt): Promise<void> {
    await count(account, address);
    if (!(await check())) {
      // As many as tries are let through, which are bounded.
      await audit("sign-in.refused", { actorKind: "nobody", actor: account, address });
      throw new VigieError(refusal);
    }
    await forgetAttempts(store.sql, account, address);
  }

  async function count(account: string, address: string): Promise<void> {
    const waitMs = await beginAttempt(store.sql, { account, address, nowMs: now() });
    if (waitMs !== null) throw new VigieError("SIGN_IN_LOCKED", { waitSeconds: Math.ceil(waitMs / 1000) });
  }

  async function newHash(password: string): Promise<string> {
    const { shortest, longest } = PASSWORD;
    if (password.length < shortest || password.length > longest) {
      const problem = `must have ${shortest} to ${longest} characters`;
      throw new VigieError("ACCOUNT_INVALID", { field: "password", problem });
    }
    return hashing(() => passwords.hash(password));
  }

  async function readLink(secret: string): Promise<SetupLink> {
    const link = await readSetupLink(store.sql, secret, now());
    if (link === null) throw new VigieError("SETUP_LINK_UNUSABLE");
    return link;
  }

  return {
    readLink,

    async signIn({ email, password }, { address }) {
      const account = email.trim().toLowerCase().slice(0, 254);
      let userId: string | undefined;
      const check = async () => {
        const found = await internalAdapter.findUserByEmail(account, { includeAccounts: true });
        const credential = found?.accounts.find(({ providerId }) => providerId === "credential");
        userId = found?.user.id;
        return verify(credential?.password, password);
      };
      await attempt({ account, address, check, refusal: "SIGN_IN_REFUSED" });
      if (userId === undefined) throw new VigieError("SIGN_IN_REFUSED");
      await audit("sign-in", { actorKind: "user", actor: account, address });
      return userId;
    },

    async redeemLink({ secret, password, ...given }, { address }) {
      const { email: told, purpose } = await readLink(secret);
      const email = (told ?? given.email).trim().toLowerCase();
      if (!z.email().max(254).safeParse(email).success)
        throw new VigieError("ACCOUNT_INVALID", { field: "email", problem: "is not an e-mail address" });
      const name = given.name.trim().slice(0, 100) || email;
      const passwordHash = await newHash(password);
      const redeemed = await redeemSetupLink(store.sql, { secret, name, email, passwordHash, nowMs: now() });
      if (redeemed === "unusable") throw new VigieError("SETUP_LINK_UNUSABLE");
      if (redeemed === "email-taken")
        throw new VigieError("ACCOUNT_INVALID", { field: "email", problem: "there is an account with this address" });
      await audit(purpose === "password" ? "account.set-password" : "account.create", {
        actorKind: "user",
        actor: redeemed.email,
        address,
      });
      return redeemed.userId;
    },

    async changePassword({ userId, sessionId, address, current, next }) {
      const user = await internalAdapter.findUserById(userId);
      if (!user) throw new VigieError("USER_UNKNOWN");
      const credential = await internalAdapter.findCredentialAccount(userId);
      if (!credential)
        throw new VigieError("ACCOUNT_INVALID", { field: "password", problem: "this account signs in elsewhere" });
      const hash = await newHash(next);
      const check = () => verify(credential.password, current);
      await attempt({ account: user.email, address, check, refusal: "SIGN_IN_REFUSED" });
      await internalAdapter.updatePassword(userId, hash);
      await endSessions(store.sql, userId, { except: sessionId });
    },

    tryToken: (address, isRight) =>
      attempt({ account: "(admin token)", address, check: async () => isRight(), refusal: "TOKEN_REFUSED" }),

    countProvider: (address) => count(`(provider) ${randomUUID()}`, address),
  };
}
