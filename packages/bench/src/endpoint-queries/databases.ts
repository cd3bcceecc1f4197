import { makePastPartitions, openStore, type Store } from "@vigie/storage";
import postgres from "postgres";

const PREPARED = "prepared";

/** Databases of one Postgres, each with Vigie's schema and the partitions that a server has after a month. */
export interface Databases extends AsyncDisposable {
  /** An empty one of that name. It is closed with all others. */
  open(name: string): Promise<Store>;
  /** A database without Vigie's schema. */
  plain(name: string): Promise<postgres.Sql>;
}

export async function prepareDatabases(
  url: string,
  { fromMs, nowMs }: { fromMs: number; nowMs: number },
): Promise<Databases> {
  const maintenance = postgres(url, { max: 1, onnotice: () => {} });
  const urlOf = (name: string) => {
    const of = new URL(url);
    of.pathname = `/${name}`;
    return of.href;
  };
  await maintenance.unsafe(`CREATE DATABASE ${PREPARED}`);
  // Making the partitions takes longer than copying them.
  const prepared = await openStore({ url: urlOf(PREPARED) });
  await makePastPartitions(prepared, { fromMs, nowMs });
  await prepared.close();
  const closings: (() => Promise<void>)[] = [];
  return {
    async open(name) {
      await maintenance.unsafe(`CREATE DATABASE ${name} TEMPLATE ${PREPARED}`);
      const store = await openStore({ url: urlOf(name) });
      closings.push(() => store.close());
      return store;
    },
    async plain(name) {
      await maintenance.unsafe(`CREATE DATABASE ${name}`);
      const sql = postgres(urlOf(name), { max: 2, onnotice: () => {} });
      closings.push(() => sql.end({ timeout: 1 }));
      return sql;
    },
    async [Symbol.asyncDispose]() {
      for (const close of closings) await close();
      await maintenance.end({ timeout: 1 });
    },
  };
}

/** Bytes of the partitions of `rollups` that hold anything, with their indexes and what lies beside them. */
export async function rollupBytes({ sql }: Store): Promise<{ step: number; bytes: number }[]> {
  const partitions = await sql<{ name: string; bytes: number }[]>`
    SELECT child.relname AS name, pg_total_relation_size(child.oid)::float8 AS bytes
    FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
    WHERE inhparent = 'rollups'::regclass AND pg_relation_size(child.oid) > 0
    ORDER BY name`;
  const bySteps = new Map<number, number>();
  for (const { name, bytes } of partitions) {
    const step = Number(name.split("_")[1]);
    bySteps.set(step, (bySteps.get(step) ?? 0) + bytes);
  }
  return [...bySteps].map(([step, bytes]) => ({ step, bytes })).sort((a, b) => a.step - b.step);
}
