import postgres from "postgres";

/** Throws when commits would not wait for the disk: the figures would mean nothing. */
export async function readDurability(url: string): Promise<string> {
  const sql = postgres(url, { max: 1 });
  try {
    const settings: string[] = [];
    for (const name of ["synchronous_commit", "fsync"]) {
      const [row] = await sql<{ value: string }[]>`SELECT current_setting(${name}) AS value`;
      if (row?.value !== "on") throw new Error(`Postgres runs with ${name} = ${row?.value}`);
      settings.push(`${name} = on`);
    }
    return settings.join(" and ");
  } finally {
    await sql.end({ timeout: 1 });
  }
}
