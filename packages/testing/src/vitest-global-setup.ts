import { startSharedPostgres } from "./postgres.ts";

/** One Postgres for all integration tests; each makes a database of its own in it. */
export async function setup(): Promise<() => Promise<void>> {
  const postgres = await startSharedPostgres();
  return postgres.stop;
}
