import { useMutation } from "@tanstack/react-query";
import { actFailureOf } from "../../lib/act-failure.ts";
import { type Channel, type ChannelDraft, client } from "../../lib/trpc.ts";
import { renewChannels } from "./channels.query.ts";
import type { ToldSecret } from "./secret-note.tsx";

/** Saves a channel: over the one that was opened, or as a new one. `onDone` gets the secret where one was made. */
export function useSaveChannel(opened: Channel | null, onDone: (told: ToldSecret | null) => void) {
  const save = useMutation({
    mutationFn: ({ draft, renewSecret }: { draft: ChannelDraft; renewSecret: boolean }) =>
      opened
        ? client.channels.update.mutate({ id: opened.id, version: opened.version, channel: draft, renewSecret })
        : client.channels.create.mutate(draft),
    onSuccess: ({ channel, secret }) => onDone(secret === null ? null : { channel: channel.name, secret }),
    onSettled: renewChannels,
  });
  const remove = useMutation({
    mutationFn: (id: number) => client.channels.remove.mutate({ id }),
    onSuccess: () => onDone(null),
    onSettled: renewChannels,
  });
  return {
    run: (draft: ChannelDraft, renewSecret: boolean) => {
      if (!save.isPending) save.mutate({ draft, renewSecret });
    },
    isPending: save.isPending,
    error: save.error,
    reset: save.reset,
    remove: () => {
      if (opened && !remove.isPending) remove.mutate(opened.id);
    },
    isRemoving: remove.isPending,
    removeFailure: remove.error ? actFailureOf(remove.error) : null,
  };
}
