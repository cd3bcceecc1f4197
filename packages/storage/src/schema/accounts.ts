import { bigint, boolean, index, pgTable, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

/* Few rows, written by people: not partitioned, and on Citus local tables. The first four are read and written by better-auth,
   whose names for columns these are. */

const id = () => bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity();
const date = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
const time = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

/** People who may sign in. */
export const users = pgTable("users", {
  id: text().primaryKey(),
  name: text().notNull(),
  /** In lower case. */
  email: text().notNull().unique(),
  emailVerified: boolean("email_verified").notNull().default(false),
  image: text(),
  /** viewer or admin. */
  role: text().notNull(),
  createdAt: date("created_at").notNull(),
  updatedAt: date("updated_at").notNull(),
});

/** Browsers in which somebody is signed in. */
export const sessions = pgTable(
  "sessions",
  {
    id: text().primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    token: text().notNull().unique(),
    /** When the password was given: the session that follows this one keeps it. */
    startedAt: date("started_at"),
    expiresAt: date("expires_at").notNull(),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    createdAt: date("created_at").notNull(),
    updatedAt: date("updated_at").notNull(),
  },
  (table) => [index("sessions_user").on(table.userId)],
);

/** How a user signs in: with a password (provider `credential`), or at an OpenID provider. */
export const accounts = pgTable(
  "accounts",
  {
    id: text().primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    providerId: text("provider_id").notNull(),
    accountId: text("account_id").notNull(),
    /** scrypt, with its salt. */
    password: text(),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: date("access_token_expires_at"),
    refreshTokenExpiresAt: date("refresh_token_expires_at"),
    scope: text(),
    createdAt: date("created_at").notNull(),
    updatedAt: date("updated_at").notNull(),
  },
  (table) => [
    index("accounts_user").on(table.userId),
    uniqueIndex("accounts_of_provider").on(table.providerId, table.accountId),
  ],
);

/** What a sign-in at an OpenID provider needs until the browser comes back. */
export const verifications = pgTable(
  "verifications",
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: date("expires_at").notNull(),
    createdAt: date("created_at").notNull(),
    updatedAt: date("updated_at").notNull(),
  },
  (table) => [index("verifications_identifier").on(table.identifier)],
);

/** Links that work once: the first account, an invitation, a new password. */
export const setupLinks = pgTable("setup_links", {
  id: id(),
  /** SHA-256 of its secret, hex: a copy of this table opens nothing. */
  hash: text().notNull().unique(),
  /** first, invitation or password. */
  purpose: text().notNull(),
  role: text().notNull(),
  /** Of an invitation and a new password; null: whoever opens it says it. */
  email: text(),
  createdBy: text("created_by"),
  createdAt: time("created_at").notNull(),
  expiresAt: time("expires_at").notNull(),
  usedAt: time("used_at"),
});

/** Tries to sign in of the last minutes that did not succeed, or are still under way. */
export const signInAttempts = pgTable(
  "sign_in_attempts",
  {
    id: id(),
    account: text().notNull(),
    address: text().notNull(),
    at: time("at").notNull(),
  },
  (table) => [
    index("sign_in_attempts_of").on(table.address, table.account, table.at),
    index("sign_in_attempts_at").on(table.at),
  ],
);

/** Keys of services, which send, and of programs, which read. */
export const apiKeys = pgTable("api_keys", {
  id: id(),
  name: text().notNull(),
  /** ingest or read. */
  kind: text().notNull(),
  /** The one service that an ingest key may send as; null: any. */
  service: text(),
  /** What a read key may read; empty for an ingest key. */
  scopes: text().array().notNull(),
  /** SHA-256 of the key, hex. */
  hash: text().notNull().unique(),
  /** Its last four characters, by which people know it. */
  hint: text().notNull(),
  createdBy: text("created_by").notNull(),
  createdAt: time("created_at").notNull(),
  /** Written at most once a minute. */
  lastUsedAt: time("last_used_at"),
  revokedAt: time("revoked_at"),
});

/** Who did what: sign-ins, and every change that a person or a program made. */
export const audit = pgTable(
  "audit",
  {
    id: id(),
    time: time("time").notNull(),
    /** user, token, key or nobody. */
    actorKind: text("actor_kind").notNull(),
    actor: text().notNull(),
    address: text().notNull(),
    /** `sign-in`, `sign-in.refused`, or the procedure: `rules.update`. */
    action: text().notNull(),
    /** To what: the name or the number of it. */
    subject: text().notNull(),
  },
  (table) => [index("audit_time").on(table.time.desc(), table.id.desc())],
);
