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
