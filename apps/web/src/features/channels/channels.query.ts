import { queryClient, trpc } from "../../lib/trpc.ts";

export function channelsOptions() {
  return trpc.channels.list.queryOptions();
}

export function renewChannels(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: trpc.channels.list.queryKey() });
}
