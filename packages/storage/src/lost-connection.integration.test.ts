import { once } from "node:events";
import { type AddressInfo, createServer, connect as dial } from "node:net";
import { createDatabase, until } from "@vigie/testing";
import { expect, test } from "vitest";
import { connect, isConnectionProblem } from "./connection.ts";

/*
 * The driver wrote to connections that were gone: the process ended with "Cannot read properties of null (reading 'write')", or the
 * pool never answered again; or what was left of the transaction was written by itself, over a new connection; or a question of its own
 * was rejected where nobody listened. Held by `patches/postgres@3.4.9.patch`.
 */

test("a connection lost in the middle of a transaction: its next statement is refused, and nothing else happens", async () => {
  await using database = await createDatabase({ isEmpty: true });
  const sql = connect(database.url, 1);
  const other = connect(database.url, 1);
  for (let round = 0; round < 3; round++) {
    let goOn = () => {};
    const isLost = new Promise<void>((done) => {
      goOn = done;
    });
    let late: Promise<unknown> | undefined;
    const failed = await sql
      .begin(async (tx) => {
        const [row] = await tx<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
        await other`SELECT pg_terminate_backend(${row?.pid ?? 0})`;
        await isLost;
        late = tx`SELECT 1`.catch((error: unknown) => error);
      })
      .catch((error: unknown) => error);
    expect(isConnectionProblem(failed)).toBe(true);
    goOn();
    await until(() => late !== undefined, "the transaction goes on");
    expect(isConnectionProblem(await late)).toBe(true);
    expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  }
  await Promise.all([sql.end(), other.end()]);
});

test("a connection lost while the driver asks for the types of arrays: whoever waited for it is told, and the process lives", async () => {
  await using database = await createDatabase({ isEmpty: true });
  let losses = 0;
  const link = createServer((near) => {
    const far = dial(Number(new URL(database.url).port), "127.0.0.1");
    near.on("error", () => {});
    far.on("error", () => {});
    near.on("data", (piece) => {
      if (losses < 3 && piece.includes("typarray")) {
        losses++;
        near.resetAndDestroy();
        far.destroy();
      } else far.write(piece);
    });
    far.on("data", (piece) => near.write(piece));
    near.on("close", () => far.destroy());
  });
  link.listen(0, "127.0.0.1");
  await once(link, "listening");
  const url = new URL(database.url);
  url.port = String((link.address() as AddressInfo).port);
  const sql = connect(url.href, 1);
  for (let loss = 1; loss <= 3; loss++) {
    expect(isConnectionProblem(await sql`SELECT 1`.catch((error: unknown) => error))).toBe(true);
    expect(losses).toBe(loss);
  }
  expect(await sql`SELECT sum(n)::int AS sum FROM unnest(${[1, 2]}::float8[]) AS of (n)`).toEqual([{ sum: 3 }]);
  await sql.end();
  link.close();
});
