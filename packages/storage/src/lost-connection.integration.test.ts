import { createDatabase, until } from "@vigie/testing";
import { expect, test } from "vitest";
import { connect, isConnectionProblem } from "./connection.ts";

/*
 * The driver wrote to connections that were gone: the process ended with "Cannot read properties of null (reading 'write')", or the
 * pool never answered again; or what was left of the transaction was written by itself, over a new connection. Held by
 * `patches/postgres@3.4.9.patch`.
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
