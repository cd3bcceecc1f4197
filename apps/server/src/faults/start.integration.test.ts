import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { createDatabase, freePort, makeDataDir, spawnServer, startServer, until } from "@vigie/testing";
import { describe, expect, test } from "vitest";

interface Ending {
  code: number | null;
  lines: string[];
}

/** Starts a Vigie that cannot, and waits for its end. */
async function failing(env: Record<string, string>): Promise<Ending> {
  const server = spawnServer({ env: { PORT: String(await freePort()), ...env } });
  let said = "";
  server.process.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  await until(() => server.process.exitCode !== null, "it ends", 20_000);
  await until(() => server.process.stderr?.readableEnded ?? true, "it has said all");
  return { code: server.process.exitCode, lines: said.split("\n").filter(Boolean) };
}

/** Exactly one line on stderr, that begins with the code and says what to do, and exit code 1. */
function expectClearEnd({ code, lines }: Ending, errorCode: string, text: RegExp): void {
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(new RegExp(`^${errorCode}: `));
  expect(lines[0]).toMatch(text);
  expect(code).toBe(1);
}

async function postgresOf(dataDir: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)("ps", ["-axo", "pid=,args="]);
  return stdout.split("\n").filter((line) => line.includes(dataDir) && !line.includes("ps -axo"));
}

describe.concurrent("a start that cannot be: one clear line, exit code 1, nothing left", () => {
  test("the port is taken: nothing is made either", async () => {
    const taken = createServer();
    const port = await freePort();
    await new Promise<void>((done) => taken.listen(port, "127.0.0.1", done));
    const dataDir = join(await makeDataDir(), "data");
    const ending = await failing({ PORT: String(port), VIGIE_DATA_DIR: dataDir });
    expectClearEnd(ending, "PORT_TAKEN", new RegExp(`Port ${port} on 127\\.0\\.0\\.1.*PORT`));
    await expect(readFile(join(dataDir, "vigie.pid"))).rejects.toThrow();
    taken.close();
  });

  test("the data folder cannot be written", async () => {
    const parent = await makeDataDir();
    const file = join(parent, "file");
    await writeFile(file, "");
    await Promise.all(
      ["/dev/null/x", file, join(file, "below")].map(async (VIGIE_DATA_DIR) =>
        expectClearEnd(await failing({ VIGIE_DATA_DIR }), "DATA_DIR_UNUSABLE", /VIGIE_DATA_DIR/),
      ),
    );
    await rm(parent, { recursive: true });
  });

  test("Postgres is not there, not one, or does not know us", async () => {
    await using database = await createDatabase();
    const port = await freePort();
    const unreachable = await failing({ DATABASE_URL: `postgres://user:secret@127.0.0.1:${port}/db` });
    expectClearEnd(
      unreachable,
      "DATABASE_UNREACHABLE",
      new RegExp(`127\\.0\\.0\\.1:${port}/db.*ECONNREFUSED.*DATABASE_URL`),
    );
    expect(unreachable.lines[0]).not.toContain("secret");

    const wrongPassword = new URL(database.url);
    wrongPassword.password = "not-the-secret";
    const refused = await failing({ DATABASE_URL: wrongPassword.href });
    expectClearEnd(refused, "DATABASE_UNREACHABLE", /password authentication failed/);
    expect(refused.lines[0]).not.toContain("not-the-secret");

    const missing = new URL(database.url);
    missing.pathname = "/nowhere";
    expectClearEnd(
      await failing({ DATABASE_URL: missing.href }),
      "DATABASE_UNREACHABLE",
      /database "nowhere" does not exist/,
    );
    expectClearEnd(
      await failing({ DATABASE_URL: "postgres://no-such-host.invalid/db" }),
      "DATABASE_UNREACHABLE",
      /no-such-host/,
    );
  });

  test("a Postgres that takes the connection and says nothing", async () => {
    const silent = createServer((socket) => void socket.resume());
    await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
    const { port } = silent.address() as { port: number };
    expectClearEnd(
      await failing({ DATABASE_URL: `postgres://127.0.0.1:${port}/db` }),
      "DATABASE_UNREACHABLE",
      /CONNECT_TIMEOUT/,
    );
    silent.close();
  });

  test("settings that cannot be", async () => {
    expectClearEnd(await failing({ PORT: "http" }), "SETTING_INVALID", /PORT/);
    expectClearEnd(await failing({ DATABASE_URL: "postgres://u:p@[x/db" }), "SETTING_INVALID", /DATABASE_URL/);
    expectClearEnd(await failing({ HOST: "no-such-host.invalid" }), "SETTING_INVALID", /HOST/);
    expectClearEnd(await failing({ OIDC_ISSUER: "https://id.example" }), "SETTING_INVALID", /OIDC_CLIENT_ID/);
  });

  test("the embedded Postgres cannot start: said, and nothing of it runs on", async () => {
    const dataDir = await makeDataDir();
    const first = await startServer({ env: { VIGIE_DATA_DIR: dataDir } });
    expect(await first.stop()).toEqual({ code: 0, signal: null });
    await rm(join(dataDir, "postgres", "global"), { recursive: true });
    expectClearEnd(await failing({ VIGIE_DATA_DIR: dataDir }), "EMBEDDED_POSTGRES_FAILED", /postgres\.log/);
    expect(await postgresOf(dataDir)).toEqual([]);
    await rm(dataDir, { recursive: true });
  });
});

test("at ::1 it listens, with and without brackets", async () => {
  await using database = await createDatabase();
  for (const HOST of ["::1", "[::1]"]) {
    const port = await freePort();
    const server = spawnServer({ env: { DATABASE_URL: database.url, HOST, PORT: String(port) } });
    await until(async () => (await fetch(`http://[::1]:${port}/health`)).ok, `it answers: ${server.output()}`);
    expect(server.output()).toContain(`http://[::1]:${port}`);
    const { headers } = server;
    expect((await fetch(`http://[::1]:${port}/trpc/services.list`, { headers })).status).toBe(200);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
  }
});

test("stopped while it starts: it ends by itself with code 0, and its Postgres with it", async () => {
  const endsOn = async (signal: NodeJS.Signals) => {
    const dataDir = await makeDataDir();
    const server = spawnServer({ env: { VIGIE_DATA_DIR: dataDir, PORT: String(await freePort()) } });
    await until(() => readFile(join(dataDir, "vigie.pid")), "it has begun");
    server.process.kill(signal);
    await until(() => server.process.exitCode !== null, "it ends", 20_000);
    expect(server.process.exitCode).toBe(0);
    expect(await postgresOf(dataDir)).toEqual([]);
    await rm(dataDir, { recursive: true });
  };
  await Promise.all((["SIGTERM", "SIGINT", "SIGHUP"] as const).map(endsOn));
});
