import { createDatabase, type TestDatabase } from "@vigie/testing";
import { pause } from "@vigie/testing/adapters";
import pg from "pg";
// @ts-expect-error It brings no types.
import UntypedCursor from "pg-cursor";
import { afterAll, beforeAll, expect, it } from "vitest";
import { measured, type TestVigie, testVigie } from "./measured.ts";
import { vigiePg } from "./pg.ts";

const Cursor = UntypedCursor as new (
  text: string,
) => pg.Submittable & { read(rows: number): Promise<unknown[]>; close(): Promise<void> };

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

function connect(config: pg.PoolConfig = {}) {
  const bare = new pg.Pool({ connectionString: database.url, max: 2, ...config });
  const pool = vigiePg(vigie, bare);
  expect(pool).toBe(bare);
  // Its end does not wait for that of its connections, which the dropped database may cut.
  pool.on("error", () => {});
  return Object.assign(pool, { [Symbol.asyncDispose]: () => pool.end() });
}

it("counts queries of a pool, each with one wait for a client", async () => {
  await using pool = connect();
  const { result, count, calls, ms, durationMs } = await measured(vigie, async () => {
    const first = await pool.query("select $1::text as a", ["secret"]);
    const second = await pool.query({ text: "select 'secret' as a, 2 as b", rowMode: "array" });
    const third = await new Promise<pg.QueryResult>((resolve, reject) => {
      pool.query("select 3 as c", (error: Error, rows: pg.QueryResult) => (error ? reject(error) : resolve(rows)));
    });
    return [first.rows, second.rows, third.rows];
  });
  expect(result).toEqual([[{ a: "secret" }], [["secret", 2]], [{ c: 3 }]]);
  expect(count).toEqual([3, 3, 0, 0]);
  expect(calls).toEqual({ "select $1::text as a": 1, "select ? as a, ? as b": 1, "select ? as c": 1 });
  expect(ms[0] + ms[1]).toBeLessThanOrEqual(durationMs);
});

it("tells the wait for a client from that for SQL, and requests apart that share one", async () => {
  await using pool = connect({ max: 1 });
  await pool.query("select 1");
  const idle = await measured(vigie, () => pool.query("select pg_sleep(0.1)"));
  expect(idle.ms[0]).toBeLessThan(idle.durationMs - 90);
  const [first, second, third] = await Promise.all([
    measured(vigie, () => pool.query("select pg_sleep(0.4)")),
    measured(vigie, () => pool.query("select pg_sleep(0.1), 'b'")),
    measured(vigie, async () => {
      const client = await pool.connect();
      try {
        return await client.query("select 'c' as c");
      } finally {
        client.release();
      }
    }),
    pool.query("select 'outside'"),
  ]);
  expect(first.ms[1]).toBeGreaterThan(390);
  expect(second.ms[0]).toBeGreaterThan(350);
  expect(second.ms[1]).toBeGreaterThan(90);
  expect(second.ms[1]).toBeLessThan(second.durationMs - 350);
  expect(second.calls).toEqual({ "select pg_sleep(?), ?": 1 });
  expect(third.ms[0]).toBeGreaterThan(450);
  expect(third.calls).toEqual({ "select ? as c": 1 });
  expect(third.count).toEqual([1, 1, 0, 0]);
});

it("keeps the request for callbacks, also those that are called on behalf of another", async () => {
  await using pool = connect({ max: 1 });
  const ask = (text: string) =>
    new Promise<string | undefined>((resolve, reject) => {
      pool.connect((error, client, release) => {
        if (error || !client) return reject(error);
        client.query(text, (failure) => {
          if (failure) return reject(failure);
          const trace = vigie.traceId();
          client.query(`${text}, 2`, () => {
            release();
            resolve(trace === vigie.traceId() ? trace : "another");
          });
        });
      });
    });
  const all = await Promise.all(
    ["a", "b", "c"].map((name) => measured(vigie, async () => (await ask(`select 1 as ${name}`)) === vigie.traceId())),
  );
  for (const [i, name] of ["a", "b", "c"].entries()) {
    expect(all[i]?.result).toBe(true);
    expect(all[i]?.calls).toEqual({ [`select ? as ${name}`]: 1, [`select ? as ${name}, ?`]: 1 });
  }
});

it("leaves failures as they are, and counts them", async () => {
  await using pool = connect();
  const { error, calls } = await measured(vigie, () => pool.query("select 1 / 0"));
  expect(error).toMatchObject({ code: "22012" });
  expect(calls).toEqual({ "select ? / ?": 1 });
  const wrong = await measured(vigie, () => pool.query({ text: "select 1", values: "x" as unknown as unknown[] }));
  expect(wrong.error).toBeInstanceOf(Error);
  await using unreachable = connect({ connectionString: "postgres://127.0.0.1:1/x" });
  const refused = await measured(vigie, () => unreachable.query("select 1"));
  expect(refused.error).toMatchObject({ code: "ECONNREFUSED" });
  expect(refused.count).toEqual([1, 0, 0, 0]);
  const ended = connect();
  await ended.end();
  const after = await measured(vigie, () => ended.connect());
  expect(after.error).toMatchObject({ message: expect.stringContaining("after calling end") });
  expect(after.ms).toEqual([0, 0, 0, 0]);
});

it("counts the wait that ends in a time-out", async () => {
  await using pool = connect({ max: 1, connectionTimeoutMillis: 150 });
  const holder = await pool.connect();
  const { error, ms } = await measured(vigie, () => pool.query("select 1"));
  holder.release();
  expect(error).toMatchObject({ message: expect.stringContaining("timeout") });
  expect(ms[0]).toBeGreaterThan(140);
  const slow = await measured(vigie, async () => {
    const config = { text: "select pg_sleep(0.6)", query_timeout: 100 };
    await expect(pool.query(config)).rejects.toThrow("timeout");
  });
  expect(slow.calls).toEqual({ "select pg_sleep(?)": 1 });
  expect(slow.ms[1]).toBeLessThan(500);
});

it("reports a rejection that nobody handles exactly as often as without it", async () => {
  const count = async (pool: pg.Pool) => {
    let unhandled = 0;
    const listener = () => unhandled++;
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", listener);
    await measured(vigie, async () => {
      void pool.query("select 1 / 0");
      void pool.query("select 2 / 0").catch(() => {});
      const client = await pool.connect();
      void client.query("select 3 / 0");
      await pause(200);
      client.release();
    });
    process.off("unhandledRejection", listener);
    for (const other of others) process.on("unhandledRejection", other);
    return unhandled;
  };
  const bare = new pg.Pool({ connectionString: database.url, max: 3 }).on("error", () => {});
  await using pool = connect({ max: 3 });
  expect(await count(bare)).toBe(2);
  expect(await count(pool)).toBe(2);
  await bare.end();
});

it("watches a client alone, in a transaction, with named statements and queries in a row", async () => {
  const client = vigiePg(vigie, new pg.Client({ connectionString: database.url }));
  await client.connect();
  const { calls, count, result } = await measured(vigie, async () => {
    await client.query("begin");
    const rows = [];
    for (const id of [1, 2])
      rows.push(await client.query({ name: "by id", text: "select $1::int as id", values: [id] }));
    await client.query("commit");
    return rows.map((one) => one.rows[0].id);
  });
  expect(result).toEqual([1, 2]);
  expect(calls).toEqual({ begin: 1, "select $1::int as id": 2, commit: 1 });
  expect(count).toEqual([0, 4, 0, 0]);
  await client.end();
});

it("passes cursors and submittable queries through", async () => {
  await using pool = connect();
  const client = await pool.connect();
  const { result, error } = await measured(vigie, async () => {
    const cursor = client.query(new Cursor("select x from generate_series(1, 5) as x"));
    const rows = [...(await cursor.read(2)), ...(await cursor.read(10))];
    await cursor.close();
    const own = await new Promise((resolve, reject) => {
      const query = client.query(new pg.Query("select 7 as x"));
      query.on("row", resolve);
      query.on("error", reject);
    });
    return [...rows, own];
  });
  client.release();
  expect(error).toBeUndefined();
  expect(result).toEqual([1, 2, 3, 4, 5, 7].map((x) => ({ x })));
});

it("survives a connection that is lost in the middle", async () => {
  await using pool = connect();
  const { error, calls } = await measured(vigie, () => pool.query("select pg_terminate_backend(pg_backend_pid())"));
  expect(error).toBeInstanceOf(Error);
  expect(Object.keys(calls)).toHaveLength(1);
  expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
});

it("counts nothing without asynchronous context, and leaves unknown objects alone", async () => {
  await using other = testVigie({ asyncContext: false });
  const pool = new pg.Pool({ connectionString: database.url });
  expect(vigiePg(other, pool).connect).toBe(pg.Pool.prototype.connect);
  await pool.end();
  const odd = { connect: () => {} };
  await using third = testVigie();
  expect(vigiePg(third, odd)).toBe(odd);
  expect(third.problems).toMatchObject([{ kind: "recorder" }]);
});

it("makes a span of each query, in the step that asked for it, with what it failed with", async () => {
  await using pool = connect();
  await pool.query("select 1");
  const { kept } = await measured(vigie, async () => {
    await vigie.span("a", async () => {
      const client = await pool.connect();
      try {
        await Promise.all([
          client.query("select 'hunter2' from pg_class limit 1"),
          vigie.span("b", () => client.query("select 2")),
        ]);
      } finally {
        client.release();
      }
    });
    await pool.query("select $1::int", ["hunter2"]).catch(() => {});
    await vigie.span("c", () => new Promise((resolve) => pool.query("select 3 as c", resolve)));
  });
  const named = new Map(kept.spans.filter(({ kind }) => kind !== "pool").map((span) => [span.name, span]));
  expect([...named.keys()].sort()).toEqual([
    "SELECT pg_class",
    "a",
    "b",
    "c",
    "select $1::int",
    "select ?",
    "select ? as c",
  ]);
  expect(named.get("SELECT pg_class")).toMatchObject({ kind: "sql", parent: named.get("a")?.id });
  expect(named.get("select ?")).toMatchObject({ kind: "sql", parent: named.get("b")?.id });
  expect(named.get("select ? as c")).toMatchObject({ kind: "sql", parent: named.get("c")?.id });
  expect(named.get("select $1::int")?.error).toMatch(/^(?:error|DatabaseError) \[22P02\]: invalid input syntax/);
  for (const span of named.values()) expect(span.statement === undefined).toBe(span.kind === "own");
});

it("makes a span of a wait for a client, also of one in vain, in the step that waited", async () => {
  await using pool = connect({ max: 1, connectionTimeoutMillis: 100 });
  const { kept } = await measured(vigie, async () => {
    const held = await pool.connect();
    await vigie.span("in vain", () => pool.connect().catch(() => {}));
    await vigie.span("in vain", () => new Promise((resolve) => pool.connect((error) => resolve(error))));
    held.release();
  });
  const steps = kept.spans.filter(({ kind }) => kind === "own").map(({ id }) => id);
  const waits = kept.spans.filter(({ kind, error }) => kind === "pool" && error !== undefined);
  expect(waits.map(({ parent }) => parent)).toEqual(steps);
  for (const wait of waits) {
    expect(wait.error).toMatch(/timeout/);
    expect(wait.durationMs).toBeGreaterThan(90);
  }
});
