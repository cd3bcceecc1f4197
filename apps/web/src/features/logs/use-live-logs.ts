import { useEffect, useState } from "react";
import { useContact } from "../../lib/contact.ts";
import type { Connection } from "../../lib/follow.ts";
import { pageConnection } from "../../lib/live.ts";
import { LiveFeed } from "./live-feed.ts";

interface Followed {
  service: string | undefined;
  query: string;
  /** Lines that the page keeps. */
  capacity: number;
  /** Lines from before the stream begins. */
  last: number;
  enabled: boolean;
}

/** Logs as they come, for as long as the page follows them. */
export function useLiveLogs({ service, query, capacity, last, enabled }: Followed): {
  feed: LiveFeed;
  connection: Connection;
} {
  const [feed] = useState(() => new LiveFeed(capacity));
  const [connection, setConnection] = useState<Connection>({ state: "connecting", since: Date.now(), error: null });
  const { lostSince } = useContact();

  useEffect(() => feed.resize(capacity), [feed, capacity]);

  useEffect(() => {
    if (!enabled) return;
    feed.begin();
    const leave = pageConnection.followLogs(
      { service, query, last },
      {
        onEvent: (event) => feed.take(event),
        onConnection: (next) => {
          if (next.state === "reconnecting") feed.lost();
          setConnection(next);
        },
      },
    );
    const timer = setInterval(() => feed.tick(), 1_000);
    return () => {
      clearInterval(timer);
      leave();
    };
  }, [feed, service, query, last, enabled]);

  const isSilent = lostSince !== null && connection.state === "live";
  return { feed, connection: isSilent ? { state: "reconnecting", since: lostSince, error: null } : connection };
}
