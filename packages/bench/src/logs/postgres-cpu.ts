import type { Sql } from "postgres";
import { processCpuMs } from "../process-cpu.ts";

/** CPU time of all processes of a Postgres on this machine that live now, since they began; milliseconds. */
export async function postgresCpuMs(sql: Sql): Promise<number> {
  const processes = await sql<{ pid: number }[]>`SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()`;
  const times = processes.map(({ pid }) => processCpuMs(pid).catch(() => 0));
  return (await Promise.all(times)).reduce((sum, ms) => sum + ms, 0);
}
