import type { Batch } from "@vigie/protocol";
import {
  createDatabase,
  makeBatch,
  makeRollup,
  startServer,
  storedRequests,
  type TestDatabase,
  type TestServer,
  until,
} from "@vigie/testing";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const TOKEN = "admin-token-of-a-test-that-is-long-enough";
/** Not a superuser, because limits of connections are not for those. */
const ROLE = `limited_${process.pid}`;

let database: TestDatabase;
let server: TestServer;
let sql: postgres.Sql;

beforeAll(async () => {
  database = await createDatabase();
  sql = postgres(database.url, { max: 3, onnotice: () => {} });
  const [owner] = await sql<{ name: string }[]>`SELECT current_user AS name`;
  await sql.unsafe(`CREATE ROLE ${ROLE} LOGIN PASSWORD 'secret'; GRANT "${owner?.name}" TO ${ROLE}`);
  const url = new URL(database.url);
  url.username = ROLE;
  url.password = "secret";
  server = await startServer({ env: { DATABASE_URL: url.href, VIGIE_ADMIN_TOKEN: TOKEN } });
});

afterAll(async () => {
  await server?.stop();
  await sql?.unsafe(`DROP OWNED BY ${ROLE}; DROP ROLE ${ROLE}`);
  await sql?.end({ timeout: 1 });
  await database?.[Symbol.asyncDispose]();
});

const batchOf = (service: string): Batch =>
  makeBatch(Date.now(), {
    resource: { service, instance: "i", sdk: "testing/1" },
    rollups: [makeRollup({ atMs: Date.now(), durations: [5, 5, 5] })],
    logs: [{ time: Date.now(), level: "info", message: "m", cut: 0 }],
  });

function post(batch: Batch): Promise<Response> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  return fetch(`${server.url}/v1/batch`, { method: "POST", body: JSON.stringify(batch), headers });
}

async function expectNotNow(response: Response): Promise<void> {
  const { error } = await response.json();
  expect(`${response.status} ${error?.code}`).toBe("503 STORE_UNAVAILABLE");
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
}

/** Sent as often as it is refused, it is stored, and once. */
async function expectStoredOnce(batch: Batch): Promise<void> {
  await until(async () => (await post(batch)).status === 200, "the batch is stored");
  expect(await storedRequests(sql, batch.resource.service)).toBe(3);
}

/** Ends what the server has open, so that its next connections are made as things are now. */
const endConnections = () => sql`
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ${ROLE} AND datname = current_database()`;

/** The backend of the server that waits for a lock. */
async function waitingBackend(): Promise<number> {
  let pid = 0;
  await until(async () => {
    const [row] = await sql<{ pid: number }[]>`
      SELECT pid FROM pg_stat_activity WHERE usename = ${ROLE} AND datname = current_database()
        AND wait_event_type = 'Lock' AND query LIKE '%batches%'`;
    pid = row?.pid ?? 0;
    return pid !== 0;
  }, "a commit waits for the lock");
  return pid;
}

describe("what passes is answered 503 with the time to wait, never 500 or 400", () => {
  test.each([
    [
      "cancelled, as by statement_timeout",
      async () => void (await sql`SELECT pg_cancel_backend(${await waitingBackend()})`),
    ],
    ["its backend terminated", async () => void (await sql`SELECT pg_terminate_backend(${await waitingBackend()})`)],
    ["the lock lasting longer than it is waited for", async () => void (await waitingBackend())],
  ])("a commit behind a lock: %s", async (name, end) => {
    const batch = batchOf(name);
    const blocker = await sql.reserve();
    try {
      await blocker`BEGIN`;
      await blocker`LOCK TABLE batches IN ACCESS EXCLUSIVE MODE`;
      const answer = post(batch);
      await end();
      await expectNotNow(await answer);
    } finally {
      await blocker`ROLLBACK`;
      blocker.release();
    }
    await expectStoredOnce(batch);
  });

  test("a deadlock", async () => {
    const batch = batchOf("deadlock");
    const other = await sql.reserve();
    try {
      // The server's check comes first, and so it is the server's transaction that ends.
      await other`SET deadlock_timeout = '60s'`;
      await other`BEGIN`;
      await other`SELECT last FROM log_position FOR UPDATE`;
      const answer = post(batch);
      await until(async () => {
        const [row] = await sql`
          SELECT 1 FROM pg_stat_activity WHERE usename = ${ROLE} AND wait_event_type = 'Lock' AND query LIKE '%log_position%'`;
        return row !== undefined;
      }, "the commit waits for log_position");
      const sameId = other`
        INSERT INTO batches (time, id) SELECT to_timestamp(${uuidSeconds(batch.id)}::float8), ${batch.id}::uuid ON CONFLICT DO NOTHING`;
      sameId.catch(() => {});
      await expectNotNow(await answer);
      await sameId;
    } finally {
      await other`ROLLBACK`;
      await other`RESET deadlock_timeout`;
      other.release();
    }
    await expectStoredOnce(batch);
  });

  test("a database that takes nothing, as a standby", async () => {
    const batch = batchOf("read only");
    const name = new URL(database.url).pathname.slice(1);
    await sql.unsafe(`ALTER DATABASE "${name}" SET default_transaction_read_only = on`);
    await endConnections();
    await until(async () => (await post(batch)).status === 503, "it is answered");
    await expectNotNow(await post(batch));
    await sql.unsafe(`ALTER DATABASE "${name}" RESET default_transaction_read_only`);
    await endConnections();
    await expectStoredOnce(batch);
  });

  test("no connection left for the role", async () => {
    const batch = batchOf("no connection");
    await sql.unsafe(`ALTER ROLE ${ROLE} CONNECTION LIMIT 0`);
    await endConnections();
    await expectNotNow(await post(batch));
    await sql.unsafe(`ALTER ROLE ${ROLE} CONNECTION LIMIT -1`);
    await expectStoredOnce(batch);
  });
});

function uuidSeconds(id: string): number {
  return Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16) / 1000;
}
