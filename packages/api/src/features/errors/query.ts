import { VigieError } from "@vigie/protocol";
import { type Store, schema } from "@vigie/storage";
import { eq } from "drizzle-orm";

/** Throws ERROR_GROUP_UNKNOWN. */
export async function setResolved(
  { db }: Store,
  { group, resolved, nowMs }: { group: number; resolved: boolean; nowMs: number },
): Promise<{ group: number; state: "open" | "resolved" }> {
  const { errorGroups } = schema;
  const changed = await db
    .update(errorGroups)
    .set({ resolvedAt: resolved ? new Date(nowMs).toISOString() : null })
    .where(eq(errorGroups.id, group))
    .returning({ id: errorGroups.id });
  if (changed.length === 0) throw new VigieError("ERROR_GROUP_UNKNOWN", { group });
  return { group, state: resolved ? "resolved" : "open" };
}
