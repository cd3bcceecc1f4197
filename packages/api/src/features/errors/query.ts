import { VigieError } from "@vigie/protocol";
import { schema } from "@vigie/storage";
import { eq } from "drizzle-orm";
import type { ApiContext } from "../../trpc.ts";

/** Throws ERROR_GROUP_UNKNOWN. */
export async function setResolved(
  { store, now }: ApiContext,
  { group, resolved }: { group: number; resolved: boolean },
): Promise<{ group: number; state: "open" | "resolved" }> {
  const { errorGroups } = schema;
  const changed = await store.db
    .update(errorGroups)
    .set({ resolvedAt: resolved ? new Date(now()).toISOString() : null })
    .where(eq(errorGroups.id, group))
    .returning({ id: errorGroups.id });
  if (changed.length === 0) throw new VigieError("ERROR_GROUP_UNKNOWN", { group });
  return { group, state: resolved ? "resolved" : "open" };
}
