import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { failureOf } from "../../lib/failure.ts";
import { useMe } from "../../lib/me.ts";
import { Note } from "../../ui/note.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ChannelEditor } from "./channel-editor.tsx";
import { channelsOptions } from "./channels.query.ts";
import { ChannelsPanel } from "./channels-panel.tsx";
import { SecretNote, type ToldSecret } from "./secret-note.tsx";

interface ChannelsTabProps {
  /** As the URL has it: `new`, `7`; undefined for the list. */
  edit: string | undefined;
  onDone: () => void;
}

/** Where notifications go, or one such place that is written. */
export function ChannelsTab({ edit, onDone }: ChannelsTabProps) {
  const role = useMe()?.role;
  const { data: channels, error } = useQuery({ ...channelsOptions(), enabled: role === "admin" });
  // Told once, and by nobody again: it stays until somebody puts it away.
  const [told, setTold] = useState<ToldSecret | null>(null);
  const [loads, setLoads] = useState(0);
  const secret = told && <SecretNote told={told} onDismiss={() => setTold(null)} />;

  if (role === "viewer")
    return (
      <Note
        className="border border-inner bg-panel p-4"
        reason="Channels are for administrators."
        remedy="Each alert says by itself whom it told."
      />
    );
  if (edit === undefined)
    return (
      <div className="space-y-3">
        {secret}
        <ChannelsPanel channels={channels} error={error} />
      </div>
    );
  if (!channels)
    return error ? (
      <Note
        className="border border-inner bg-panel p-4"
        reason={failureOf(error).message}
        remedy={failureOf(error).remedy}
      />
    ) : (
      <Skeleton className="h-96" />
    );
  const found = edit === "new" ? null : channels.find(({ id }) => id === Number(edit));
  if (found === undefined)
    return (
      <p className="border border-inner bg-panel p-4">
        There is no channel {edit}.{" "}
        <button type="button" className="text-accent underline" onClick={onDone}>
          All channels
        </button>
      </p>
    );
  return (
    <div className="space-y-3">
      {secret}
      <ChannelEditor
        key={`${edit} ${loads}`}
        channel={found}
        onSaved={(next) => {
          if (next) setTold(next);
          onDone();
        }}
        onLoadNewer={() => setLoads(loads + 1)}
      />
    </div>
  );
}
