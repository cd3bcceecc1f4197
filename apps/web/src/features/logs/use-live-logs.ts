import { useEffect, useRef, useState } from "react";
import { useContact } from "../../lib/contact.ts";
import { failureOf } from "../../lib/failure.ts";
import { client, type LogEvent } from "../../lib/trpc.ts";
import { type Connection, type Following, follow, type StreamHandlers } from "./follow.ts";
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

/** Logs as they come, by one connection for as long as the page follows them. */
export function useLiveLogs({ service, query, capacity, last, enabled }: Followed): {
  feed: LiveFeed;
  connection: Connection;
} {
  const [feed] = useState(() => new LiveFeed(capacity));
  const [connection, setConnection] = useState<Connection>({ state: "connecting", since: Date.now(), error: null });
  const following = useRef<Following | null>(null);
  const { lostSince } = useContact();

  useEffect(() => feed.resize(capacity), [feed, capacity]);

  useEffect(() => {
    if (!enabled) return;
    feed.begin();
    const current = follow<LogEvent>({
      open: (lastEventId, handlers) => openStream({ service, query, last, lastEventId }, handlers),
      onEvent: (event) => feed.take(event),
      onConnection: (next) => {
        if (next.state === "reconnecting") feed.lost();
        setConnection(next);
      },
      isFinal: isOwnMistake,
    });
    following.current = current;
    const timer = setInterval(() => feed.tick(), 1_000);
    return () => {
      following.current = null;
      clearInterval(timer);
      current.close();
    };
  }, [feed, service, query, last, enabled]);

  const wasLost = useRef(false);
  useEffect(() => {
    if (lostSince === null && wasLost.current) following.current?.renew();
    wasLost.current = lostSince !== null;
  }, [lostSince]);

  const isSilent = lostSince !== null && connection.state === "live";
  return { feed, connection: isSilent ? { state: "reconnecting", since: lostSince, error: null } : connection };
}

interface StreamInput {
  service: string | undefined;
  query: string;
  last: number;
  lastEventId: string | null;
}

function openStream(input: StreamInput, { started, event, lost }: StreamHandlers<LogEvent>): () => void {
  const subscription = client.logs.stream.subscribe(input, {
    onStarted: () => started(),
    onData: ({ id, data }) => event(id, data),
    onConnectionStateChange: ({ state, error }) => {
      // The first "connecting" is the beginning; each further one a connection that broke.
      if (state === "connecting" && error) lost(error);
    },
    onError: lost,
    onComplete: () => lost(null),
  });
  return () => subscription.unsubscribe();
}

/** What was asked for was wrong, or is not allowed: asked again it would be answered the same. */
function isOwnMistake(error: unknown): boolean {
  return /^(SEARCH|SERVICE|REQUEST|PERIOD)_|^UNAUTHORIZED$/.test(failureOf(error).code);
}
