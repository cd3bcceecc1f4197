import { isIP } from "node:net";
import { VigieError } from "@vigie/protocol";
import { z } from "zod";
import { isListed, type OidcSettings, readAddressList } from "./access/oidc.ts";

/** Hosts that no other machine can reach. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

function isNetwork(text: string): boolean {
  const [address = "", bits, more] = text.split("/");
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

const isUrl = (text: string) => URL.canParse(text);
const NO_URL = "is not a URL; characters such as @ : / # in the password must be percent-encoded";
const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, "must begin with postgres:// or postgresql://")
  .refine(isUrl, NO_URL);

const wholeBytes = z
  .string()
  .regex(/^\d{1,15}$/, "must be a whole number of bytes")
  .transform(Number);

/** Every setting of the server, read from the environment once. The README's table says the same. */
const settingsSchema = z.object({
  /** Address to listen on. */
  HOST: z.string().min(1).default("127.0.0.1"),
  /** Port of everything: page, API, ingest, health. */
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, "must be a whole number from 0 to 65535")
    .transform(Number)
    .refine((port) => port <= 65_535, "must be a whole number from 0 to 65535")
    .default(4318),
  /** Postgres ≥ 15 to keep everything in. Without it Vigie runs its own PostgreSQL 18 below VIGIE_DATA_DIR. */
  DATABASE_URL: postgresUrl.optional(),
  /** Postgres to watch. Default: the server that Vigie keeps its own data on, without its own database and connections. */
  POSTGRES_URL: postgresUrl.optional(),
  /** Redis to watch, and by which several servers on one database tell each other that logs came. */
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, "must begin with redis:// or rediss://")
    .refine(isUrl, NO_URL)
    .optional(),
  /** Folder of the embedded Postgres, relative to the working directory. */
  VIGIE_DATA_DIR: z.string().min(1).default(".vigie"),
  /** Token of an administrator, for programs: sent as `authorization: Bearer …`, or typed into the page. */
  VIGIE_ADMIN_TOKEN: z
    .string()
    .min(32, "must have at least 32 characters")
    // Anything else could never arrive in a header.
    .regex(/^[\x21-\x7e]+$/, "must be printable ASCII without spaces")
    .optional(),
  /** Signs the cookies of sessions. Default: one that Vigie makes and keeps in its database. Set: a copy of the database alone signs nobody in. */
  VIGIE_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  /** Proxies in front, as addresses or networks with commas between: `10.0.0.5, 172.16.0.0/12`. What they say of a caller's address and protocol counts. */
  VIGIE_TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .refine(
      (parts) => parts.every(isNetwork),
      "must be IP addresses or networks such as 10.0.0.0/8, with commas between",
    )
    .optional(),
  /** Address of an OpenID provider at which people sign in; needs the three that follow it and VIGIE_PUBLIC_URL. */
  OIDC_ISSUER: z
    .string()
    .regex(/^https?:\/\//, "must begin with http:// or https://")
    .refine(isUrl, NO_URL)
    .transform((text) => text.replace(/\/+$/, ""))
    .optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** Who may sign in there: addresses and `@domains` with commas between. */
  OIDC_ALLOW: z.string().transform(readAddressList).optional(),
  /** Whose account is an administrator's when it is made; the same form. */
  OIDC_ADMINS: z.string().transform(readAddressList).default([]),
  /** What the button on the page says. */
  OIDC_NAME: z.string().max(40).default("OpenID"),
  /** Server that takes e-mail for notifications: `smtp://user:password@host:587`, `smtps://…:465`. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, "must begin with smtp:// or smtps://")
    .refine(isUrl, NO_URL)
    .refine((text) => !isUrl(text) || new URL(text).hostname !== "", "names no host")
    .optional(),
  /** Sender of e-mail: an address, or `Name <address>`. */
  SMTP_FROM: z
    .string()
    .max(320)
    .regex(
      /^([^<>\p{Cc}]+<[^\s<>@,;"]+@[^\s<>@,;"]+>|[^\s<>@,;"]+@[^\s<>@,;"]+)$/u,
      "must be an address, or Name <address>",
    )
    .optional(),
  /** Whether webhooks may reach this machine and private networks. */
  VIGIE_ALLOW_PRIVATE_WEBHOOKS: z.enum(["true", "false"], "must be true or false").default("false"),
  /** Where people find the page: for links in notifications. Default: the address that it listens on. */
  VIGIE_PUBLIC_URL: z
    .string()
    .regex(/^https?:\/\//, "must begin with http:// or https://")
    .refine(
      (text) => isUrl(text) && !/[?#]/.test(text) && new URL(text).username === "",
      "must be a URL without query or user",
    )
    .transform((text) => text.replace(/\/+$/, ""))
    .optional(),
  /** Bytes that stay free on the disk of Postgres, where it can be seen: below, nothing new is stored. Default: by the size of the disk. */
  VIGIE_MIN_FREE_BYTES: wholeBytes.optional(),
  /** Bytes that the database may come to: from there on nothing new is stored. Default: no limit. */
  VIGIE_MAX_DATABASE_BYTES: wholeBytes.optional(),
  /** Version of this deployment of Vigie, shown as the release of the service `vigie`. */
  VIGIE_RELEASE: z.string().min(1).max(128).optional(),
});

export interface Settings {
  host: string;
  port: number;
  databaseUrl: string | undefined;
  postgresUrl: string | undefined;
  redisUrl: string | undefined;
  dataDir: string;
  adminToken: string | undefined;
  minFreeBytes: number | undefined;
  maxDatabaseBytes: number | undefined;
  release: string | undefined;
  smtpUrl: string | undefined;
  smtpFrom: string | undefined;
  allowPrivateWebhooks: boolean;
  /** Without a slash at its end. */
  publicUrl: string | undefined;
  secret: string | undefined;
  trustedProxies: string[] | undefined;
  oidc: OidcSettings | undefined;
  /** True when only this machine can connect. */
  loopback: boolean;
}

/** Reads the settings; an empty value counts as left out, space around one does not count. Throws SETTING_INVALID. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const given: Record<string, string> = {};
  for (const name of Object.keys(settingsSchema.shape)) {
    const value = environment[name]?.trim();
    if (value) given[name] = value;
  }
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new VigieError("SETTING_INVALID", {
      name: String(issue?.path[0] ?? "?"),
      problem: issue?.message ?? "it cannot be read",
    });
  }
  const settings = parsed.data;
  return {
    host: settings.HOST,
    port: settings.PORT,
    databaseUrl: settings.DATABASE_URL,
    postgresUrl: settings.POSTGRES_URL,
    redisUrl: settings.REDIS_URL,
    dataDir: settings.VIGIE_DATA_DIR,
    adminToken: settings.VIGIE_ADMIN_TOKEN,
    minFreeBytes: settings.VIGIE_MIN_FREE_BYTES,
    maxDatabaseBytes: settings.VIGIE_MAX_DATABASE_BYTES,
    release: settings.VIGIE_RELEASE,
    smtpUrl: settings.SMTP_URL,
    smtpFrom: settings.SMTP_FROM,
    allowPrivateWebhooks: settings.VIGIE_ALLOW_PRIVATE_WEBHOOKS === "true",
    publicUrl: settings.VIGIE_PUBLIC_URL,
    secret: settings.VIGIE_SECRET,
    trustedProxies: settings.VIGIE_TRUSTED_PROXIES,
    oidc: readOidc(settings),
    loopback: LOOPBACK.test(settings.HOST),
  };
}

function readOidc(settings: z.infer<typeof settingsSchema>): OidcSettings | undefined {
  const {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: clientSecret,
    OIDC_ALLOW: allowed,
  } = settings;
  if (issuer === undefined) return undefined;
  const needs = (name: string, why: string) =>
    new VigieError("SETTING_INVALID", { name, problem: `OIDC_ISSUER needs it: ${why}` });
  if (clientId === undefined) throw needs("OIDC_CLIENT_ID", "what the provider calls this Vigie");
  if (clientSecret === undefined) throw needs("OIDC_CLIENT_SECRET", "with which Vigie shows the provider who it is");
  // Many providers let in anybody in the world.
  if (!allowed?.length)
    throw needs("OIDC_ALLOW", "who of those whom the provider knows may come in, such as @example.com");
  if (settings.VIGIE_PUBLIC_URL === undefined)
    throw needs("VIGIE_PUBLIC_URL", "to where the provider sends people back");
  return {
    issuer,
    clientId,
    clientSecret,
    name: settings.OIDC_NAME,
    allows: (email, profile) =>
      profile?.email_verified === true && isListed(email, [...allowed, ...settings.OIDC_ADMINS]),
    isAdmin: (email) => isListed(email, settings.OIDC_ADMINS),
  };
}
