import { eq } from "drizzle-orm";
import { settings } from "./schema/index.ts";
import type { Store } from "./store.ts";

/** What people set under this key, or undefined. Whoever reads it checks its shape: an older or newer version may have written it. */
export async function readSetting({ db }: Store, key: string): Promise<unknown> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key));
  return row?.value;
}

/** Replaces it for all servers. */
export async function writeSetting(
  { db }: Store,
  { key, value, nowMs }: { key: string; value: unknown; nowMs: number },
): Promise<void> {
  const updatedAt = new Date(nowMs).toISOString();
  await db
    .insert(settings)
    .values({ key, value, updatedAt })
    .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt } });
}

/** The secret that signs cookies, for all servers on this database: the one that is there, or `made` from now on. */
export async function keepSecret({ sql }: Store, made: string): Promise<string> {
  await sql`
    INSERT INTO settings (key, value, updated_at) VALUES ('secret', to_jsonb(${made}::text), now()) ON CONFLICT (key) DO NOTHING`;
  const [row] = await sql<{ secret: string }[]>`SELECT value #>> '{}' AS secret FROM settings WHERE key = 'secret'`;
  return row?.secret ?? made;
}
