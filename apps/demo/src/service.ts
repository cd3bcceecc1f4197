import { realpath } from "node:fs/promises";
import { createVigie } from "@vigie/node";
import { vigiePostgres } from "@vigie/node/postgres";
import postgres from "postgres";
import { addRoutes, createApp } from "./app.ts";
import { openCache } from "./cache/cache.ts";
import { readServiceEnv, SERVICE_NAME, type ServiceEnv } from "./env.ts";
import { buildIndex } from "./indexing/index-files.ts";
import { createSchema } from "./indexing/schema.ts";
import { openDirectory } from "./packages/directory.ts";
import { fillHistory } from "./search/history.ts";

/** What takes longer is cancelled by Postgres and answered with 503. */
const STATEMENT_TIMEOUT_MS = 1_000;
const CONNECTIONS = 8;

async function start(env: ServiceEnv): Promise<void> {
  const codeDir = await realpath(env.codeDir);
  const vigie = createVigie({
    service: SERVICE_NAME,
    url: env.vigieUrl,
    release: env.release,
    ...(env.vigieToken && { token: env.vigieToken }),
  });
  const app = createApp(vigie);
  const client = postgres(env.databaseUrl, {
    max: CONNECTIONS,
    connection: {
      application_name: "code-search",
      statement_timeout: STATEMENT_TIMEOUT_MS,
      // A statement that takes more processors than one leaves none to the other requests.
      max_parallel_workers_per_gather: 0,
    },
    // IF NOT EXISTS tells of everything that does exist.
    onnotice: () => {},
  });
  const sql = vigiePostgres(vigie, client);
  const cache = openCache(env.redisUrl, { vigie, report: app.log });
  const directory = openDirectory(env.directoryUrl);

  await createSchema(sql);
  const began = performance.now();
  const counts = await buildIndex(sql, { codeDir, limit: env.codeFiles });
  if (counts) app.log.info({ ...counts, durationMs: Math.round(performance.now() - began) }, "indexed");
  else app.log.info("the index is up to date");
  await fillHistory(sql, env.searchHistory);

  await addRoutes(app, { sql, cache, directory, codeDir, vigie, durationsFile: env.durationsFile });
  await app.listen({ host: env.host, port: env.port });

  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    // Requests first: they need the rest. The last figures go out when there can be no more.
    await app.close();
    await Promise.all([cache.close(), sql.end({ timeout: 2 })]);
    await vigie.close();
    app.log.info({ vigie: vigie.stats() }, "stopped");
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop());
}

start(readServiceEnv()).catch((error: unknown) => {
  console.error(`The code search cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
