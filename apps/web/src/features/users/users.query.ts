import { queryClient, trpc } from "../../lib/trpc.ts";

export function usersOptions() {
  return trpc.users.list.queryOptions();
}

export function renewUsers(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: trpc.users.list.queryKey() });
}
