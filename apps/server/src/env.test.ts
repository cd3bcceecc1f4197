import type { VigieError } from "@vigie/protocol";
import { describe, expect, test } from "vitest";
import { readSettings } from "./env.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";

function refusal(environment: NodeJS.ProcessEnv): VigieError {
  try {
    readSettings(environment);
  } catch (error) {
    return error as VigieError;
  }
  throw new Error("it was taken");
}

const DEFAULTS = {
  host: "127.0.0.1",
  port: 4318,
  databaseUrl: undefined,
  postgresUrl: undefined,
  redisUrl: undefined,
  dataDir: ".vigie",
  adminToken: undefined,
  release: undefined,
  minFreeBytes: undefined,
  maxDatabaseBytes: undefined,
  smtpUrl: undefined,
  smtpFrom: undefined,
  allowPrivateWebhooks: false,
  publicUrl: undefined,
  secret: undefined,
  trustedProxies: undefined,
  oidc: undefined,
  loopback: true,
};

test("nothing set", () => {
  expect(readSettings({ PATH: "/bin", HOSTNAME: "box" })).toEqual(DEFAULTS);
});

test("empty, or nothing but space, is left out", () => {
  const names = [
    "HOST",
    "PORT",
    "DATABASE_URL",
    "POSTGRES_URL",
    "REDIS_URL",
    "VIGIE_DATA_DIR",
    "VIGIE_ADMIN_TOKEN",
    "VIGIE_RELEASE",
    "VIGIE_MIN_FREE_BYTES",
    "VIGIE_MAX_DATABASE_BYTES",
    "SMTP_URL",
    "SMTP_FROM",
    "VIGIE_ALLOW_PRIVATE_WEBHOOKS",
    "VIGIE_PUBLIC_URL",
    "VIGIE_SECRET",
    "VIGIE_TRUSTED_PROXIES",
    "OIDC_ISSUER",
    "OIDC_ADMINS",
    "OIDC_NAME",
  ];
  expect(readSettings(Object.fromEntries(names.map((name) => [name, ""])))).toEqual(DEFAULTS);
  expect(readSettings(Object.fromEntries(names.map((name) => [name, " \n"])))).toEqual(DEFAULTS);
});

test("everything set", () => {
  expect(
    readSettings({
      HOST: "0.0.0.0",
      PORT: "8080",
      DATABASE_URL: "postgres://u:p%40ss@db.example:5433/vigie",
      POSTGRES_URL: "postgresql://u@other/postgres",
      REDIS_URL: "rediss://:secret@cache:6380/2",
      VIGIE_DATA_DIR: "data",
      // As a file that holds a secret ends.
      VIGIE_ADMIN_TOKEN: `${TOKEN}\n`,
      VIGIE_RELEASE: "v1.2.3",
      VIGIE_MIN_FREE_BYTES: "0",
      VIGIE_MAX_DATABASE_BYTES: "50000000000",
      SMTP_URL: "smtps://u:p%40ss@mail.example",
      SMTP_FROM: "The lookout <vigie@example.org>",
      VIGIE_ALLOW_PRIVATE_WEBHOOKS: "true",
      VIGIE_PUBLIC_URL: "https://vigie.example/watch/",
      VIGIE_SECRET: TOKEN,
      VIGIE_TRUSTED_PROXIES: "10.0.0.5, 172.16.0.0/12,fd00::/8",
    }),
  ).toEqual({
    host: "0.0.0.0",
    port: 8080,
    databaseUrl: "postgres://u:p%40ss@db.example:5433/vigie",
    postgresUrl: "postgresql://u@other/postgres",
    redisUrl: "rediss://:secret@cache:6380/2",
    dataDir: "data",
    adminToken: TOKEN,
    release: "v1.2.3",
    minFreeBytes: 0,
    maxDatabaseBytes: 50_000_000_000,
    smtpUrl: "smtps://u:p%40ss@mail.example",
    smtpFrom: "The lookout <vigie@example.org>",
    allowPrivateWebhooks: true,
    publicUrl: "https://vigie.example/watch",
    secret: TOKEN,
    trustedProxies: ["10.0.0.5", "172.16.0.0/12", "fd00::/8"],
    oidc: undefined,
    loopback: false,
  });
});

describe("a wrong value is named, and said what is wrong with it", () => {
  test.each([
    ["PORT", "http", /whole number from 0 to 65535/],
    ["PORT", "65536", /whole number from 0 to 65535/],
    ["PORT", "-1", /whole number/],
    ["PORT", "80.5", /whole number/],
    ["PORT", "1e3", /whole number/],
    ["PORT", "0x50", /whole number/],
    ["DATABASE_URL", "mysql://db", /must begin with postgres/],
    ["DATABASE_URL", "db.example", /must begin with postgres/],
    // Used to end the start with a bare TypeError.
    ["DATABASE_URL", "postgres://u:a/b@c:5432x/db", /not a URL/],
    ["DATABASE_URL", "postgres://u:p@[::1/db", /not a URL/],
    ["POSTGRES_URL", "postgres://u:p#w@host:99999/db", /not a URL/],
    ["REDIS_URL", "http://cache", /must begin with redis/],
    ["REDIS_URL", "redis://[bad", /not a URL/],
    ["VIGIE_ADMIN_TOKEN", "short", /at least 32 characters/],
    ["VIGIE_ADMIN_TOKEN", `${TOKEN} ${TOKEN}`, /printable ASCII/],
    ["VIGIE_ADMIN_TOKEN", `${TOKEN}é`, /printable ASCII/],
    ["VIGIE_SECRET", "short", /at least 32 characters/],
    ["VIGIE_TRUSTED_PROXIES", "10.0.0.0/33", /addresses or networks/],
    ["VIGIE_TRUSTED_PROXIES", "fd00::/129", /addresses or networks/],
    ["VIGIE_TRUSTED_PROXIES", "10.0.0.5,,10.0.0.6", /addresses or networks/],
    ["VIGIE_TRUSTED_PROXIES", "proxy.example", /addresses or networks/],
    // All of them, as a proxy's own setting would say it: anybody could say that the call came from elsewhere.
    ["VIGIE_TRUSTED_PROXIES", "true", /addresses or networks/],
    ["OIDC_ISSUER", "id.example", /must begin with http/],
    ["OIDC_NAME", "n".repeat(41), /40/],
    ["VIGIE_RELEASE", "r".repeat(129), /128/],
    ["VIGIE_MIN_FREE_BYTES", "5 GB", /whole number of bytes/],
    ["VIGIE_MAX_DATABASE_BYTES", "-1", /whole number of bytes/],
    ["SMTP_URL", "mail.example:587", /must begin with smtp/],
    ["SMTP_URL", "smtp://u:a/b@mail:587x", /not a URL/],
    ["SMTP_URL", "smtp://", /names no host/],
    ["SMTP_FROM", "nobody", /must be an address/],
    ["SMTP_FROM", "a@b.example, c@d.example", /must be an address/],
    ["SMTP_FROM", "A\r\nBcc: <x@y.example>", /must be an address/],
    ["VIGIE_ALLOW_PRIVATE_WEBHOOKS", "yes", /true or false/],
    ["VIGIE_PUBLIC_URL", "vigie.example", /must begin with http/],
    ["VIGIE_PUBLIC_URL", "https://vigie.example/?a=1", /without query/],
    ["VIGIE_PUBLIC_URL", "https://u:p@vigie.example", /without query or user/],
  ])("%s=%s", (name, value, problem) => {
    const error = refusal({ [name]: value });
    expect(error.code).toBe("SETTING_INVALID");
    expect(error.message).toContain(`The setting ${name} is wrong`);
    expect(error.message).toMatch(problem);
    // A password may be in it.
    expect(error.message).not.toContain(value);
  });
});

const OIDC = {
  OIDC_ISSUER: "https://id.example/realms/main/",
  OIDC_CLIENT_ID: "vigie",
  OIDC_CLIENT_SECRET: "secret",
  OIDC_ALLOW: "@example.com, Grace@Example.org",
  VIGIE_PUBLIC_URL: "https://vigie.example",
};

describe("an OpenID provider", () => {
  test("who may come in, and who is an administrator", () => {
    const { oidc } = readSettings({ ...OIDC, OIDC_ADMINS: "ada@example.net" });
    expect(oidc).toMatchObject({
      issuer: "https://id.example/realms/main",
      clientId: "vigie",
      clientSecret: "secret",
      name: "OpenID",
    });
    const verified = { email_verified: true };
    for (const email of ["anybody@example.com", "grace@example.org", "ADA@example.net"])
      expect(oidc?.allows(email, verified), email).toBe(true);
    for (const email of ["anybody@sub.example.com", "anybody@notexample.com", "ben@example.org", "@example.com", null])
      expect(oidc?.allows(email, verified), String(email)).toBe(false);
    expect(oidc?.allows("anybody@example.com", { email_verified: false })).toBe(false);
    expect(oidc?.isAdmin("ada@example.net")).toBe(true);
    expect(oidc?.isAdmin("anybody@example.com")).toBe(false);
  });

  test("without OIDC_ISSUER the others mean nothing", () => {
    expect(readSettings({ ...OIDC, OIDC_ISSUER: "" }).oidc).toBeUndefined();
  });

  test.each(["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ALLOW", "VIGIE_PUBLIC_URL"])("needs %s", (name) => {
    const error = refusal({ ...OIDC, [name]: "" });
    expect(error.code).toBe("SETTING_INVALID");
    expect(error.message).toMatch(new RegExp(`The setting ${name} is wrong: OIDC_ISSUER needs it`));
  });

  test("an empty list lets nobody in, and so is none", () => {
    expect(refusal({ ...OIDC, OIDC_ALLOW: " , " }).message).toContain("OIDC_ALLOW");
  });
});

describe("who can reach it", () => {
  test.each(["127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"])("%s: this machine alone", (host) => {
    expect(readSettings({ HOST: host }).loopback).toBe(true);
  });

  test.each([
    "0.0.0.0",
    "::",
    "192.168.1.7",
    "127.0.0.1.example.org",
    "localhost.example.org",
    "1127.0.0.1",
    "127.1",
    "::ffff:127.0.0.1",
    "*",
  ])("%s: perhaps others", (host) => {
    expect(readSettings({ HOST: host }).loopback).toBe(false);
  });
});
