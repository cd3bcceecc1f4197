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
  smtpUrl: undefined,
  smtpFrom: undefined,
  allowPrivateWebhooks: false,
  publicUrl: undefined,
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
    "SMTP_URL",
    "SMTP_FROM",
    "VIGIE_ALLOW_PRIVATE_WEBHOOKS",
    "VIGIE_PUBLIC_URL",
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
      SMTP_URL: "smtps://u:p%40ss@mail.example",
      SMTP_FROM: "The lookout <vigie@example.org>",
      VIGIE_ALLOW_PRIVATE_WEBHOOKS: "true",
      VIGIE_PUBLIC_URL: "https://vigie.example/watch/",
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
    smtpUrl: "smtps://u:p%40ss@mail.example",
    smtpFrom: "The lookout <vigie@example.org>",
    allowPrivateWebhooks: true,
    publicUrl: "https://vigie.example/watch",
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
    ["VIGIE_RELEASE", "r".repeat(129), /128/],
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
  ])("%s: perhaps others, so it needs a token", (host) => {
    const error = refusal({ HOST: host });
    expect(error.code).toBe("ADMIN_TOKEN_REQUIRED");
    expect(error.message).toContain(`HOST=${host}`);
    expect(error.remedy).toContain("32 characters");
    expect(readSettings({ HOST: host, VIGIE_ADMIN_TOKEN: TOKEN }).loopback).toBe(false);
  });

  test("an empty token is none", () => {
    expect(refusal({ HOST: "0.0.0.0", VIGIE_ADMIN_TOKEN: "" }).code).toBe("ADMIN_TOKEN_REQUIRED");
  });
});
