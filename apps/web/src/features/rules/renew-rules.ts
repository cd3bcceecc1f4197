import { queryClient, trpc } from "../../lib/trpc.ts";

/** A rule was changed: so were, perhaps, its alerts. */
export async function renewRules(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: trpc.rules.list.queryKey() }),
    queryClient.invalidateQueries({ queryKey: trpc.alerts.pathKey() }),
  ]);
}
