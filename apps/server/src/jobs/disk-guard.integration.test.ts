import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdtemp, readFile, rm, stat, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createVigieClient } from "@vigie/client";
import { openStore, type Store } from "@vigie/storage";
import { createDatabase, makeBatch, makeRollup, startServer, storedRequests, until } from "@vigie/testing";
import { expect, test } from "vitest";

/* Real servers that run out of room: what they say meanwhile, that they go on by themselves, and that nothing is lost or there twice. */

const TOKEN = "0123456789abcdef0123456789abcdef";
const DAY_MS = 86_400_000;

async function send(url: string, batch: ReturnType<typeof makeBatch>) {
  const answer = await fetch(`${url}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(batch),
  });
  return { status: answer.status, retryAfter: answer.headers.get("retry-after"), body: await answer.json() };
}

const oneRequest = () => makeBatch(Date.now(), { rollups: [makeRollup({ atMs: Date.now(), durations: [5] })] });

/** Sends until one is refused, which it returns with the number of those that were stored. */
async function sendUntilRefused(url: string) {
  for (let stored = 0; ; stored++) {
    const batch = oneRequest();
    const answer = await send(url, batch);
    if (answer.status !== 200) return { batch, answer, stored };
    await sleep(200);
  }
}

/** Sends it again, as a sender that is refused does, until it is taken. */
async function untilStored(url: string, batch: ReturnType<typeof makeBatch>) {
  const isStored = async () => (await send(url, batch)).status === 200 || (await sleep(500));
  await until(isStored, "it goes on", 60_000);
}

/** A day of lines of three days ago, of some megabytes. */
async function logThreeDaysAgo({ sql }: Store) {
  const day = new Date(Date.now() - 3 * DAY_MS).toISOString().slice(0, 10);
  const next = new Date(Date.parse(day) + DAY_MS / 4).toISOString();
  await sql.unsafe(
    `CREATE TABLE logs_${day.replaceAll("-", "")}00 PARTITION OF logs FOR VALUES FROM ('${day}T00:00:00Z') TO ('${next}')`,
  );
  await sql`
    INSERT INTO logs (time, id, level, service_id, instance_id, message, words)
    SELECT ${`${day}T01:00:00Z`}::text::timestamptz, n, 9, 1, 1, repeat(md5(n::text), 30), '{}' FROM generate_series(1, 9000) AS n`;
}

test.concurrent("past the limit of the database nothing new is stored, until data is kept for fewer days", {
  timeout: 180_000,
}, async () => {
  await using database = await createDatabase();
  await using store = await openDisposable(database.url);
  const [size] = await store.sql<{ bytes: number }[]>`SELECT pg_database_size(current_database())::float8 AS bytes`;
  const limit = Math.round((size?.bytes ?? 0) + 6e6);
  await using server = await startServer({
    env: {
      DATABASE_URL: database.url,
      VIGIE_ADMIN_TOKEN: TOKEN,
      VIGIE_MAX_DATABASE_BYTES: String(limit),
      // The disk of whoever runs this is not what is tested.
      VIGIE_MIN_FREE_BYTES: "1",
    },
  });
  const { url } = server;
  const api = createVigieClient({ url, token: TOKEN });
  expect((await send(url, oneRequest())).status).toBe(200);

  await logThreeDaysAgo(store);
  const { batch, answer, stored } = await sendUntilRefused(url);
  expect(answer).toMatchObject({
    status: 503,
    retryAfter: "1",
    body: { error: { code: "STORE_FULL", message: expect.stringContaining("VIGIE_MAX_DATABASE_BYTES allows") } },
  });
  expect(server.output()).toContain("Make room, or keep data for fewer days");
  // Which is as old as a second, and on a busy machine older.
  const untilHealth = (status: number) =>
    until(async () => (await fetch(`${url}/health`)).status === status || (await sleep(500)), `health is ${status}`);
  await untilHealth(503);
  const status = await api.status.current.query({});
  expect(status.state).toBe("critical");
  expect(status.reasons[0]?.text).toContain("It goes on by itself");
  const report = await api.retention.get.query();
  expect(report.room).toMatchObject({ state: "full", databaseLimitBytes: limit });
  const record = api.metrics.record.mutate({ type: "custom", name: "x", value: 1 });
  await expect(record).rejects.toMatchObject({ data: { vigie: { code: "STORE_FULL" } } });

  const [lost] = await api.retention.preview.query({ days: { logs: 1 } });
  expect(lost?.bytes).toBeGreaterThan(6e6);
  await api.retention.set.mutate({ days: { logs: 1 }, version: report.version });
  await untilStored(url, batch);
  expect((await send(url, batch)).body).toMatchObject({ duplicate: true });
  expect(await storedRequests(store.sql, "shop")).toBe(stored + 2);
  await untilHealth(200);
});

/** A small disk of its own, where this machine lets us make one. */
async function mountSmallDisk(megabytes: number) {
  const folder = await mkdtemp(join(tmpdir(), "vigie-disk-"));
  await chmod(folder, 0o755);
  try {
    execFileSync("/bin/mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "tmpfs", folder], {
      stdio: "ignore",
    });
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    /** Leaves so much free. */
    async fill(leaveBytes: number) {
      const { bavail, bsize } = await statfs(folder);
      await writeFile(join(folder, "ballast"), Buffer.alloc(bavail * bsize - leaveBytes));
    },
    clear: () => rm(join(folder, "ballast")),
    grow: (toMegabytes: number) => void execFileSync("/bin/mount", ["-o", `remount,size=${toMegabytes}m`, folder]),
    async [Symbol.asyncDispose]() {
      execFileSync("/bin/umount", ["--lazy", folder]);
      await rm(folder, { recursive: true });
    },
  };
}

test.concurrent("before the disk of the embedded Postgres is full it stops, and goes on when there is room", {
  timeout: 180_000,
}, async ({ skip }) => {
  const made = await mountSmallDisk(600);
  if (made === undefined) return skip("this machine lets nobody mount a disk");
  await using disk = made;
  await using server = await startServer({ env: { VIGIE_DATA_DIR: disk.folder, VIGIE_ADMIN_TOKEN: TOKEN } });
  const { url } = server;
  const api = createVigieClient({ url, token: TOKEN });
  expect((await send(url, oneRequest())).status).toBe(200);
  const { room } = await api.retention.get.query();
  // Of a small disk a quarter.
  expect(room).toMatchObject({ state: "enough", disk: { totalBytes: 600 * 2 ** 20, minFreeBytes: 150 * 2 ** 20 } });

  await disk.fill(200 * 2 ** 20);
  await until(
    async () => (await api.status.current.query({})).reasons.some(({ text }) => text.includes("nearly full")),
    "it warns",
  );
  expect((await send(url, oneRequest())).status).toBe(200);

  await disk.clear();
  await disk.fill(100 * 2 ** 20);
  const { batch, answer, stored } = await sendUntilRefused(url);
  expect(answer).toMatchObject({ status: 503, retryAfter: "1", body: { error: { code: "STORE_FULL" } } });
  await disk.clear();
  await untilStored(url, batch);
  await using store = await openDisposable((await readFile(join(disk.folder, "postgres.url"), "utf8")).trim());
  expect(await storedRequests(store.sql, "shop")).toBe(stored + 3);
  expect(server.output()).not.toContain("starting it again");
});

/** Puts the lines of today on a disk of their own. */
async function moveLogs({ sql }: Store, folder: string) {
  const [row] = await sql<{ folder: string }[]>`SELECT current_setting('data_directory') AS folder`;
  const { uid, gid } = await stat(row?.folder ?? "");
  await chown(folder, uid, gid);
  await sql.unsafe(`CREATE TABLESPACE small_disk LOCATION '${folder}'`);
  const partitions = await sql<{ name: string }[]>`
    SELECT relname AS name FROM pg_class WHERE relispartition AND relkind = 'r' AND relname LIKE 'logs%'`;
  for (const { name } of partitions) await sql.unsafe(`ALTER TABLE "${name}" SET TABLESPACE small_disk`);
  return {
    async [Symbol.asyncDispose]() {
      for (const { name } of partitions) await sql.unsafe(`ALTER TABLE "${name}" SET TABLESPACE pg_default`);
      await sql.unsafe("DROP TABLESPACE small_disk");
    },
  };
}

const manyLines = () => {
  const line = { time: Date.now(), level: "info" as const, cut: 0, attributes: {}, errors: [] };
  return makeBatch(Date.now(), {
    logs: Array.from({ length: 100 }, () => ({ ...line, message: randomBytes(4_000).toString("base64url") })),
  });
};

test.concurrent("where the disk cannot be seen, what Postgres says of it stops and is tried again", {
  timeout: 180_000,
}, async ({ skip }) => {
  const made = await mountSmallDisk(8);
  if (made === undefined) return skip("this machine lets nobody mount a disk");
  await using disk = made;
  await using database = await createDatabase();
  await using server = await startServer({
    env: { DATABASE_URL: database.url, VIGIE_ADMIN_TOKEN: TOKEN, VIGIE_MIN_FREE_BYTES: "1" },
  });
  const { url } = server;
  await using store = await openDisposable(database.url);
  await using _moved = await moveLogs(store, disk.folder);
  let refused = manyLines();
  let stored = 0;
  await until(async () => {
    refused = manyLines();
    const answer = await send(url, refused);
    if (answer.status === 200) stored++;
    else expect(answer).toMatchObject({ status: 503, retryAfter: "1", body: { error: { code: "STORE_FULL" } } });
    return answer.status === 503;
  }, "the small disk is full");
  // What is small may still find a place: then it goes on, until the next that does not.
  const api = createVigieClient({ url, token: TOKEN });
  await until(async () => {
    expect(await send(url, refused)).toMatchObject({ status: 503 });
    const { reasons } = await api.status.current.query({});
    return reasons[0]?.text.includes("Postgres says that its disk is full.");
  }, "the status says so");

  disk.grow(64);
  await untilStored(url, refused);
  expect((await send(url, refused)).body).toMatchObject({ duplicate: true });
  const [logs] = await store.sql`SELECT count(*)::int AS lines FROM logs`;
  expect(logs).toEqual({ lines: (stored + 1) * 100 });
});

async function openDisposable(url: string) {
  const store = await openStore({ url });
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}
