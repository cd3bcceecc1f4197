import { VigieError } from "@vigie/protocol";
import { z } from "zod";

/** Hosts that no other machine can reach. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

const isUrl = (text: string) => URL.canParse(text);
const NO_URL = "is not a URL; characters such as @ : / # in the password must be percent-encoded";
const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, "must begin with postgres:// or postgresql://")
  .refine(isUrl, NO_URL);

/** Every setting of the server, read from the environment once. The README's table says the same. */
const settingsSchema = z.object({
  /** Address to listen on. Any but a loopback address needs VIGIE_ADMIN_TOKEN. */
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
  /** Token of an administrator, sent as `authorization: Bearer …` or typed into the page. */
  VIGIE_ADMIN_TOKEN: z
    .string()
    .min(32, "must have at least 32 characters")
    // Anything else could never arrive in a header.
    .regex(/^[\x21-\x7e]+$/, "must be printable ASCII without spaces")
    .optional(),
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
  release: string | undefined;
  smtpUrl: string | undefined;
  smtpFrom: string | undefined;
  allowPrivateWebhooks: boolean;
  /** Without a slash at its end. */
  publicUrl: string | undefined;
  /** True when only this machine can connect. */
  loopback: boolean;
}

/** Reads the settings; an empty value counts as left out, space around one does not count. Throws SETTING_INVALID or ADMIN_TOKEN_REQUIRED. */
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
  const loopback = LOOPBACK.test(settings.HOST);
  if (!loopback && !settings.VIGIE_ADMIN_TOKEN) throw new VigieError("ADMIN_TOKEN_REQUIRED", { host: settings.HOST });
  return {
    host: settings.HOST,
    port: settings.PORT,
    databaseUrl: settings.DATABASE_URL,
    postgresUrl: settings.POSTGRES_URL,
    redisUrl: settings.REDIS_URL,
    dataDir: settings.VIGIE_DATA_DIR,
    adminToken: settings.VIGIE_ADMIN_TOKEN,
    release: settings.VIGIE_RELEASE,
    smtpUrl: settings.SMTP_URL,
    smtpFrom: settings.SMTP_FROM,
    allowPrivateWebhooks: settings.VIGIE_ALLOW_PRIVATE_WEBHOOKS === "true",
    publicUrl: settings.VIGIE_PUBLIC_URL,
    loopback,
  };
}
