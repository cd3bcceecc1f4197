import { SHARED_POSTGRES, startPostgres } from "./postgres.ts";

/** One Postgres for all integration tests; each makes a database of its own in it. */
export async function setup(): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  process.env[SHARED_POSTGRES] = postgres.url;
  return postgres.stop;
}
