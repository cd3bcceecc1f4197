import { failureOf } from "../../lib/failure.ts";
import type { Channel } from "../../lib/trpc.ts";
import { NewLink } from "../../ui/new-link.tsx";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ChannelItem } from "./channel-item.tsx";

interface ChannelsPanelProps {
  channels: readonly Channel[] | undefined;
  error: unknown;
}

/** All channels, how each does, and the way to add one. */
export function ChannelsPanel({ channels, error }: ChannelsPanelProps) {
  return (
    <Panel id="channels" title="Channels" busy={!channels && !error} aside={<NewLink>New channel</NewLink>}>
      {channels ? (
        channels.length === 0 ? (
          <Note
            className="p-4"
            reason="Nobody is told of alerts."
            remedy="Add a webhook, a channel of Slack or an e-mail address: each alert is told once, and once when it is over."
          />
        ) : (
          <ul aria-label="Channels">
            {channels.map((channel) => (
              <ChannelItem key={channel.id} channel={channel} />
            ))}
          </ul>
        )
      ) : error ? (
        <Note className="p-4" reason={failureOf(error).message} remedy={failureOf(error).remedy} />
      ) : (
        <div className="p-3">
          <Skeleton className="h-40" />
        </div>
      )}
    </Panel>
  );
}
