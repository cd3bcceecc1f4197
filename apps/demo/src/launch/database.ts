import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import type { LaunchEnv } from "../env.ts";

const NAME = "code_search";
const INSUFFICIENT_PRIVILEGE = "42501";
const ITERATIONS = 4_096;

/**
 * The URL of the service's own database, on the Postgres that Vigie uses, made there when it is missing. It gets a role of
 * its own, so that it can no more read Vigie's data than any other service could. Call it when Vigie answers: then its
 * embedded Postgres has left its URL. Throws an Error that says what to do.
 */
export async function provideDatabase({ ownDatabaseUrl, databaseUrl, dataDir }: LaunchEnv): Promise<string> {
  if (ownDatabaseUrl) return ownDatabaseUrl;
  const server = databaseUrl ?? (await embeddedUrl(dataDir));
  const sql = postgres(server, { max: 1, connect_timeout: 10, onnotice: () => {} });
  try {
    const url = new URL(server);
    const password = await becomeRole(sql);
    if (password !== null) {
      url.username = NAME;
      url.password = password;
    }
    await createDatabase(sql, password === null ? null : NAME);
    url.pathname = `/${NAME}`;
    return url.href;
  } catch (cause) {
    // Its file outlives a Vigie that was stopped.
    if (!databaseUrl && (cause as { code?: string }).code === "ECONNREFUSED") throw otherDataFolder(dataDir);
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `The database ${NAME} of the demo cannot be made (${problem}). Make one by hand and name it in DEMO_DATABASE_URL.`,
      { cause },
    );
  } finally {
    await sql.end({ timeout: 2 });
  }
}

async function embeddedUrl(dataDir: string): Promise<string> {
  const url = (await readFile(join(dataDir, "postgres.url"), "utf8").catch(() => "")).trim();
  if (!url) throw otherDataFolder(dataDir);
  return url;
}

function otherDataFolder(dataDir: string): Error {
  return new Error(
    `The Vigie that answers does not keep its data in ${dataDir}. Set VIGIE_DATA_DIR to its folder, DATABASE_URL to its Postgres, or PORT to a free port for a new one.`,
  );
}

/** Makes the role or gives it a new password, which is returned; null when that is not allowed here. */
async function becomeRole(sql: Sql): Promise<string | null> {
  const password = randomBytes(18).toString("hex");
  const [found] = await sql`SELECT 1 FROM pg_roles WHERE rolname = ${NAME}`;
  try {
    // What the server is told, and may show in its statistics, is a verifier, from which the password cannot be read.
    await sql.unsafe(`${found ? "ALTER" : "CREATE"} ROLE ${NAME} LOGIN PASSWORD '${scramVerifier(password)}'`);
    return password;
  } catch (error) {
    if (isForbidden(error)) return null;
    throw error;
  }
}

async function createDatabase(sql: Sql, owner: string | null): Promise<void> {
  const [found] = await sql`SELECT 1 FROM pg_database WHERE datname = ${NAME}`;
  if (!found) await sql.unsafe(`CREATE DATABASE ${NAME} ${owner ? `OWNER ${owner}` : ""}`);
}

function isForbidden(error: unknown): boolean {
  return (error as { code?: string }).code === INSUFFICIENT_PRIVILEGE;
}

/** As Postgres stores a password (RFC 5803): `SCRAM-SHA-256$4096:salt$StoredKey:ServerKey`. */
function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
  const sign = (text: string) => createHmac("sha256", salted).update(text).digest();
  const storedKey = createHash("sha256").update(sign("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${storedKey}:${sign("Server Key").toString("base64")}`;
}
