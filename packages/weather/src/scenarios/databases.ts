import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import type { Scenario } from "../scenario.ts";
import type { World } from "../world/world.ts";

/** As `pg_ctl stop -m immediate` does: no checkpoint, no goodbye. */
async function stopAtOnce(world: World): Promise<void> {
  const file = await readFile(join(world.postgres.dataDir, "postgres", "postmaster.pid"), "utf8");
  process.kill(Number(file.split("\n")[0]), "SIGQUIT");
  await world.postgres.down();
}

export const postgresStopped: Scenario = {
  name: "postgres-stopped",
  what: "Postgres stopped as by `pg_ctl stop -m immediate` under load, away for a while, started again; three times",
  async fault(world, stage) {
    for (let stop = 0; stop < stage.times; stop++) {
      if (stop > 0) await stage.lasting({ long: 3, short: 1.2 });
      await stopAtOnce(world);
      await stage.lasting({ long: 5, short: 0.5 });
      await world.postgres.up();
    }
    return undefined;
  },
};

const TERMINATE_EVERY_MS = 200;

export const backendsTerminated: Scenario = {
  name: "backends-terminated",
  what: "pg_terminate_backend of every connection of Vigie, five times a second, for 15 s",
  async fault(world, stage) {
    const sql = postgres(world.postgres.url, { max: 1, connection: { application_name: "weather" } });
    let terminated = 0;
    let isOn = true;
    const terminating = (async () => {
      while (isOn) {
        const rows = await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'vigie'`;
        terminated += rows.length;
        await sleep(TERMINATE_EVERY_MS);
      }
    })();
    await stage.lasting({ long: 15, short: 2 });
    isOn = false;
    await terminating;
    await sql.end();
    return `${terminated} backends`;
  },
};
