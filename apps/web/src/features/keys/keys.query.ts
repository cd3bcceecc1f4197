import { queryClient, trpc } from "../../lib/trpc.ts";

export function keysOptions() {
  return trpc.keys.list.queryOptions();
}

export function renewKeys(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: trpc.keys.list.queryKey() });
}
