import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createDatabase, type TestDatabase } from "@vigie/testing";
import { pause } from "@vigie/testing/adapters";
import { sql as raw } from "drizzle-orm";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { measured, type TestVigie, testVigie } from "./measured.ts";
import { vigiePostgres } from "./postgres.ts";

let database: TestDatabase;
let vigie: TestVigie;

beforeAll(async () => {
  database = await createDatabase({ isEmpty: true });
  vigie = testVigie();
});

afterAll(async () => {
  expect(vigie.problems).toEqual([]);
  await vigie.close();
  await database[Symbol.asyncDispose]();
});

function connect(options: postgres.Options<Record<string, never>> = {}) {
  const client = postgres(database.url, { max: 2, onnotice: () => {}, ...options });
  const sql = vigiePostgres(vigie, client);
  expect(sql).toBe(client);
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) });
}

it("counts what is executed, once, and no fragment", async () => {
  await using sql = connect();
  const ids = [1, 2, 3];
  const { result, ms, count, calls, durationMs } = await measured(vigie, async () => {
    const condition = sql`id in ${sql(ids)}`;
    // oxlint-disable-next-line typescript/no-floating-promises -- that nobody asks for it is the point
    sql`select 'never executed'`;
    return [
      await sql`select id from generate_series(1, 5) as id where ${condition} and ${true}`,
      await sql.unsafe("select 'secret' as a, $1::int as b", [7]),
      await sql.unsafe("select 1 as a").values(),
    ];
  });
  expect(result).toEqual([[{ id: 1 }, { id: 2 }, { id: 3 }], [{ a: "secret", b: 7 }], [[1]]]);
  expect(calls).toEqual({
    "select id from generate_series(?, ?) as id where id in ($1) and $2": 1,
    "select ? as a, $1::int as b": 1,
    "select ? as a": 1,
  });
  expect(count).toEqual([3, 3, 0, 0]);
  expect(ms[1]).toBeGreaterThan(0);
  expect(ms[0] + ms[1]).toBeLessThanOrEqual(durationMs);
});

it("tells the wait for a connection from that for SQL", async () => {
  await using sql = connect({ max: 1 });
  await sql`select 1`;
  const [first, second] = await Promise.all([
    measured(vigie, () => sql`select pg_sleep(0.4)`),
    measured(vigie, () => sql`select pg_sleep(0.1)`),
  ]);
  // Sent behind the first one on the same connection: it waits for the connection, not for its own SQL.
  expect(first?.ms[1]).toBeGreaterThan(390);
  expect(second?.ms[0]).toBeGreaterThan(300);
  expect(second?.ms[1]).toBeGreaterThan(90);
  expect(second?.sumMs["select pg_sleep(?)"]).toBeLessThan((second?.durationMs ?? 0) - 290);
  expect(second?.count).toEqual([1, 1, 0, 0]);
});

it("counts a transaction: begin, what is inside, savepoints and commit", async () => {
  await using sql = connect();
  const { result, calls, count, error } = await measured(vigie, () =>
    sql.begin(async (tx) => {
      await tx`create temporary table t (a int) on commit drop`;
      await tx.savepoint(async (inner) => {
        await inner`insert into t ${inner([{ a: 1 }, { a: 2 }])}`;
      });
      await tx.savepoint(async (inner) => inner`select 1 / 0`).catch(() => {});
      const [a, b] = await Promise.all([tx`select count(*)::int from t`, tx.unsafe("select 2 as two")]);
      return [a[0]?.count, b[0]?.two];
    }),
  );
  expect(error).toBeUndefined();
  expect(result).toEqual([2, 2]);
  expect(calls).toMatchObject({
    begin: 1,
    "create temporary table t (a int) on commit drop": 1,
    'insert into t ("a")values($1)': 1,
    "select ? / ?": 1,
    "select count(*)::int from t": 1,
    "select ? as two": 1,
    commit: 1,
  });
  // Only the first one had to wait for a connection.
  expect(count[0]).toBe(1);
});

it("leaves failures as they are, and counts them", async () => {
  await using sql = connect();
  const { error, calls } = await measured(vigie, () => sql`select * from nowhere where a = ${1}`);
  expect(error).toMatchObject({ code: "42P01" });
  expect(calls).toEqual({ "select * from nowhere where a = $1": 1 });
  const rolledBack = await measured(vigie, () =>
    sql.begin(async (tx) => {
      await tx`select 1`;
      throw new Error("mine");
    }),
  );
  expect(rolledBack.error).toMatchObject({ message: "mine" });
  expect(rolledBack.calls).toEqual({ begin: 1, "select ?": 1, rollback: 1 });
});

it("reports a rejection that nobody handles exactly as often as without it", async () => {
  const count = async (sql: postgres.Sql) => {
    let unhandled = 0;
    const listener = () => unhandled++;
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", listener);
    await measured(vigie, async () => {
      void sql`select 1 / 0`.execute();
      void sql`select 2 / 0`.catch(() => {});
      void sql.begin((tx) => tx`select 3 / 0`);
      await pause(200);
    });
    process.off("unhandledRejection", listener);
    for (const other of others) process.on("unhandledRejection", other);
    return unhandled;
  };
  const bare = postgres(database.url, { max: 2 });
  await using sql = connect();
  const expected = await count(bare);
  expect(expected).toBeGreaterThan(0);
  expect(await count(sql)).toBe(expected);
  await bare.end();
});

it("counts a cancelled query, and not one that was never sent", async () => {
  await using sql = connect({ max: 1 });
  const { calls, ms } = await measured(vigie, async () => {
    const running = sql`select pg_sleep(10)`.execute();
    await pause(100);
    running.cancel();
    await expect(running).rejects.toMatchObject({ code: "57014" });
  });
  expect(calls).toEqual({ "select pg_sleep(?)": 1 });
  expect(ms[1]).toBeLessThan(9_000);
  const reserved = await sql.reserve();
  const waited = await measured(vigie, async () => {
    const waiting = sql`select 'waiting'`.execute();
    await pause(100);
    waiting.cancel();
    await expect(waiting).rejects.toMatchObject({ code: "57014" });
  });
  reserved.release();
  expect(waited.calls).toEqual({});
  expect(waited.count).toEqual([1, 0, 0, 0]);
  expect(waited.ms[0]).toBeGreaterThan(90);
});

it("counts rows that are handed out one by one, without the work on a cursor's rows", async () => {
  await using sql = connect();
  const seen: number[] = [];
  const streamed = await measured(vigie, () =>
    sql`select x from generate_series(1, 4) as x`.forEach((row) => {
      seen.push(row.x);
    }),
  );
  expect(seen).toEqual([1, 2, 3, 4]);
  expect(streamed.count).toEqual([1, 1, 0, 0]);
  const iterated = await measured(vigie, async () => {
    for await (const rows of sql`select x from generate_series(1, 4) as x`.cursor(2)) {
      seen.push(...rows.map((row) => row.x));
      await pause(100);
    }
  });
  const called = await measured(vigie, () =>
    sql`select x from generate_series(1, 4) as x`.cursor(2, async (rows) => {
      seen.push(...rows.map((row) => row.x));
      await pause(100);
    }),
  );
  expect(seen).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
  for (const { ms, durationMs, calls, count } of [iterated, called]) {
    expect(durationMs).toBeGreaterThan(190);
    expect(ms[0] + ms[1]).toBeLessThan(durationMs - 150);
    expect(Object.values(calls)).toEqual([1]);
    expect(count[1]).toBe(1);
  }
});

it("reads cursors that break off, as without it", async () => {
  const read = async (sql: postgres.Sql) => {
    const seen: unknown[] = [];
    const work = async () => {
      const thrown = sql`select x from generate_series(1, 4) as x`.cursor(1, () => {
        throw new Error("mine");
      });
      await thrown.catch((error: Error) => seen.push(error.message));
      for await (const rows of sql`select x from generate_series(1, 4) as x`.cursor(1)) {
        seen.push(rows[0]?.x);
        if (rows[0]?.x === 2) break;
      }
      const closed = sql`select x from generate_series(1, 4) as x`.cursor(2, (rows) => {
        seen.push(rows.length);
        return sql.CLOSE;
      });
      seen.push((await closed).length, await sql`select 1 as one`);
    };
    const { error, count } = await measured(vigie, work);
    return { seen, error, count };
  };
  const bare = postgres(database.url, { max: 1 });
  await using sql = connect({ max: 1 });
  const expected = await read(bare);
  expect(expected.count).toEqual([0, 0, 0, 0]);
  expect(await read(sql)).toEqual({ ...expected, count: [4, 4, 0, 0] });
  await bare.end();
});

it("works with files, descriptions, COPY, types and multiplied parameters", async () => {
  const point = {
    to: 600,
    from: [600],
    serialize: (value: unknown) => String(value),
    parse: (value: unknown) => value,
  };
  const sql = vigiePostgres(vigie, postgres(database.url, { types: { point }, onnotice: () => {} }));
  await sql`create table if not exists lines (line text)`;
  const folder = await mkdtemp(join(tmpdir(), "vigie-sql-"));
  await writeFile(join(folder, "one.sql"), "select 'from a file' as said, $1::int as n");
  const { result, error, calls } = await measured(vigie, async () => {
    const [file] = await sql.file(join(folder, "one.sql"), [4]);
    const described = await sql`select 1 as a where ${1} = 1`.describe();
    const into = await sql`copy lines from stdin`.writable();
    await pipeline(Readable.from(["a\n", "b\n"]), into);
    const pieces: string[] = [];
    for await (const piece of await sql`copy lines to stdout`.readable()) pieces.push(String(piece));
    const [typed] =
      await sql`select ${sql.json({ a: 1 })}::jsonb as j, ${sql.array([1, 2])}::int[] as l, ${sql.typed.point("(1,2)")} as p`;
    return [file, described.columns[0]?.name, pieces.join(""), typed];
  });
  await rm(folder, { recursive: true });
  await sql.end();
  expect(error).toBeUndefined();
  expect(result).toEqual([{ said: "from a file", n: 4 }, "a", "a\nb\n", { j: { a: 1 }, l: [1, 2], p: "(1,2)" }]);
  expect(calls).toMatchObject({ "select ? as said, $1::int as n": 1, "copy lines from stdin": 1 });
});

it("counts a reserved connection: the wait for it, then its SQL", async () => {
  await using sql = connect({ max: 1 });
  await sql`select 1`;
  const blocker = sql`select pg_sleep(0.3)`.execute();
  await pause(20);
  const { ms, count, calls } = await measured(vigie, async () => {
    const reserved = await sql.reserve();
    const [row] = await reserved`select ${5}::int as five`;
    expect(row).toEqual({ five: 5 });
    reserved.release();
  });
  await blocker;
  expect(ms[0]).toBeGreaterThan(200);
  expect(count).toEqual([1, 1, 0, 0]);
  expect(calls).toEqual({ "select $1::int as five": 1 });
});

it("works under drizzle", async () => {
  await using sql = connect();
  const items = pgTable("items", { id: integer().primaryKey(), name: text() });
  const db = drizzle(sql);
  await db.execute(raw`create table items (id int primary key, name text)`);
  const { result, error, calls } = await measured(vigie, async () => {
    await db.insert(items).values([
      { id: 1, name: "a secret" },
      { id: 2, name: "b" },
    ]);
    await db.transaction(async (tx) => {
      await tx.update(items).set({ name: "c" });
      await tx.transaction(async (nested) => {
        await nested.delete(items).where(raw`id = 2`);
      });
    });
    return db.select().from(items);
  });
  expect(error).toBeUndefined();
  expect(result).toEqual([{ id: 1, name: "c" }]);
  expect(calls).toMatchObject({
    'insert into "items" ("id", "name") values ($1, $2)': 1,
    begin: 1,
    'update "items" set "name" = $1': 1,
    'delete from "items" where id = ?': 1,
    commit: 1,
    'select "id", "name" from "items"': 1,
  });
});

it("keeps requests apart that share a connection, and counts nothing outside of one", async () => {
  await using sql = connect({ max: 1 });
  const all = await Promise.all([
    ...Array.from({ length: 10 }, (_, i) => measured(vigie, () => sql.unsafe(`select 1 as ${"abcdefghij"[i]}`))),
    sql`select 'outside'`,
  ]);
  for (const [i, one] of all.slice(0, 10).entries()) {
    expect((one as { calls: object }).calls).toEqual({ [`select ? as ${"abcdefghij"[i]}`]: 1 });
  }
});

it("counts nothing without asynchronous context, and leaves unknown clients alone", async () => {
  await using other = testVigie({ asyncContext: false });
  const client = postgres(database.url, { max: 1 });
  const { begin } = client;
  expect(vigiePostgres(other, client).begin).toBe(begin);
  await client.end();
  const odd = { unsafe: () => Promise.resolve([]) };
  await using third = testVigie();
  expect(vigiePostgres(third, odd)).toBe(odd);
  expect(vigiePostgres(third, odd)).toBe(odd);
  expect(third.problems).toMatchObject([{ kind: "recorder" }]);
});

it("makes a span of each statement, in the step that asked for it, with what it failed with", async () => {
  await using sql = connect();
  await sql`select 1`;
  const { kept } = await measured(vigie, async () => {
    await vigie.span("a", () =>
      Promise.all([sql`select 'hunter2' from pg_class limit 1`, vigie.span("b", () => sql`select 2`)]),
    );
    await sql`select 'hunter2'::int`.catch(() => {});
    await sql`select * from ${sql("no such table")} where a = 'hunter2'`.catch(() => {});
  });
  const named = new Map(kept.spans.filter(({ kind }) => kind !== "pool").map((span) => [span.name, span]));
  expect([...named.keys()].sort()).toEqual(
    ["a", "b", "SELECT pg_class", "select ?", "select ?::int", 'SELECT "no such table"'].sort(),
  );
  expect(named.get("SELECT pg_class")).toMatchObject({ kind: "sql", parent: named.get("a")?.id });
  expect(named.get("b")).toMatchObject({ kind: "own", parent: named.get("a")?.id });
  expect(named.get("select ?")).toMatchObject({ kind: "sql", parent: named.get("b")?.id });
  expect(named.get("select ?::int")).toMatchObject({ kind: "sql", parent: kept.spanId });
  expect(named.get("select ?::int")?.error).toMatch(/^PostgresError \[22P02\]: invalid input syntax/);
  expect(named.get('SELECT "no such table"')?.error).toMatch(/^PostgresError \[42P01\]: relation .* does not exist$/);
  for (const span of kept.spans) if (span.kind === "sql") expect(span.statement).toMatch(/^[0-9a-f]{16}$/);
});

it("makes a span of a wait for a connection that is worth one, and none of others", async () => {
  await using sql = connect({ max: 1 });
  await sql`select 1`;
  const [, second] = await Promise.all([
    measured(vigie, () => sql`select pg_sleep(0.2)`),
    measured(vigie, () => sql`select 2`),
  ]);
  expect(second?.kept.spans.map(({ kind, name }) => [kind, name])).toEqual([
    ["pool", "connection"],
    ["sql", "select ?"],
  ]);
  const [pool, query] = second?.kept.spans ?? [];
  expect(pool?.durationMs).toBeGreaterThan(150);
  expect(query?.startMs).toBeGreaterThanOrEqual((pool?.startMs ?? 0) + (pool?.durationMs ?? 0) - 0.002);
  const reserved = await measured(vigie, async () => {
    const held = await sql.reserve();
    const waiting = sql.reserve();
    await pause(50);
    held.release();
    (await waiting).release();
  });
  const waits = reserved.kept.spans.filter(({ durationMs }) => durationMs > 40);
  expect(waits).toMatchObject([{ kind: "pool", name: "connection" }]);
});

it("tells of a statement that did not end with its request, and of a connection that never came", async () => {
  await using sql = connect({ max: 1 });
  await sql`select 1`;
  const { kept } = await measured(vigie, async () => {
    sql`select pg_sleep(0.4), 'hunter2'`.catch(() => {});
    sql`select 'behind'`.catch(() => {});
    await pause(100);
  });
  const unfinished = kept.spans.filter(({ attributes }) => attributes?.["vigie.unfinished"] === true);
  expect(unfinished.map(({ kind, name }) => [kind, name]).sort()).toEqual([
    ["pool", "connection"],
    ["sql", "select pg_sleep(?), ?"],
  ]);
  for (const span of unfinished) if (span.kind === "sql") expect(span.statement).toMatch(/^[0-9a-f]{16}$/);
});

it("makes spans of lazy queries of Drizzle in the step that they are given back from", async () => {
  await using sql = connect();
  const db = drizzle(sql);
  const { result, kept } = await measured(vigie, () => vigie.span("load", () => db.execute(raw`select 7 as seven`)));
  expect(result).toMatchObject([{ seven: 7 }]);
  const [load, query, ...others] = kept.spans.filter(({ kind }) => kind !== "pool");
  expect(others).toEqual([]);
  expect(load).toMatchObject({ kind: "own", name: "load" });
  expect(query).toMatchObject({ kind: "sql", parent: load?.id });
  expect(load?.durationMs).toBeGreaterThanOrEqual(query?.durationMs ?? Number.POSITIVE_INFINITY);
});
