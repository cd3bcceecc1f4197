import { useEffect, useRef } from "react";
import { useContact } from "./contact.ts";
import { failureOf } from "./failure.ts";
import { type Connection, type Following, follow } from "./follow.ts";
import { client, type LiveEvent, type LogEvent, queryClient, trpc } from "./trpc.ts";

/** Which logs are followed, and from how many lines before on. */
export interface LogsFollowed {
  service: string | undefined;
  query: string;
  last: number;
}

export interface LogsReader {
  onEvent: (event: LogEvent) => void;
  onConnection: (connection: Connection) => void;
}

/** All that a page follows live, over the one connection that it has. */
class PageConnection {
  #isOpen = false;
  #logs: { followed: LogsFollowed; reader: LogsReader } | null = null;
  #following: Following | null = null;

  open(): () => void {
    this.#isOpen = true;
    if (this.#following === null) this.#connect();
    return () => {
      this.#isOpen = false;
      if (this.#logs === null) this.#connect();
    };
  }

  /** From the beginning: the last lines, then what comes. What is followed elsewhere comes on over a new connection. */
  followLogs(followed: LogsFollowed, reader: LogsReader): () => void {
    const logs = { followed, reader };
    this.#logs = logs;
    this.#connect();
    return () => {
      if (this.#logs !== logs) return;
      this.#logs = null;
      this.#connect();
    };
  }

  renew(): void {
    this.#following?.renew();
  }

  #connect(): void {
    this.#following?.close();
    this.#following = null;
    const logs = this.#logs;
    if (!this.#isOpen && logs === null) return;
    this.#following = follow<LiveEvent>({
      open: (lastEventId, handlers) => openStream(logs?.followed ?? null, lastEventId, handlers),
      onEvent: (event) => (event.kind === "logs" ? logs?.reader.onEvent(event) : takeAlerts(event)),
      onConnection: (connection) => {
        logs?.reader.onConnection(connection);
        // A browser does not tell the page why a stream is refused: whether it is because nobody is signed in any more is asked.
        if (connection.state === "reconnecting") void queryClient.refetchQueries(ME, { cancelRefetch: false });
        // A search that is wrong ends only what asked for it.
        if (connection.state !== "stopped" || logs === null || this.#logs !== logs) return;
        this.#logs = null;
        queueMicrotask(() => this.#connect());
      },
      isFinal: isOwnMistake,
    });
  }
}

const ME = { ...trpc.account.me.queryFilter(), type: "active" } as const;

export const pageConnection = new PageConnection();

function openStream(
  logs: LogsFollowed | null,
  lastEventId: string | null,
  { started, event, lost }: Parameters<Parameters<typeof follow<LiveEvent>>[0]["open"]>[1],
): () => void {
  const subscription = client.live.subscribe(
    { logs, lastEventId },
    {
      onStarted: () => started(),
      onData: ({ id, data }) => event(id, data),
      onConnectionStateChange: ({ state, error }) => {
        // The first "connecting" is the beginning; each further one a connection that broke.
        if (state === "connecting" && error) lost(error);
      },
      onError: lost,
      onComplete: () => lost(null),
    },
  );
  return () => subscription.unsubscribe();
}

/** What the page shows of alerts is asked for again; how many there are is known already. */
function takeAlerts({ counts }: Extract<LiveEvent, { kind: "alerts" }>): void {
  const countsKey = trpc.alerts.counts.queryKey();
  queryClient.setQueryData(countsKey, counts);
  void queryClient.invalidateQueries({
    ...trpc.alerts.pathFilter(),
    predicate: ({ queryKey }) => JSON.stringify(queryKey) !== JSON.stringify(countsKey),
  });
}

/** What was asked for was wrong, or is not allowed: asked again it would be answered the same. */
function isOwnMistake(error: unknown): boolean {
  return /^(SEARCH|SERVICE|REQUEST|PERIOD)_|^UNAUTHORIZED$/.test(failureOf(error).code);
}

/** Keeps the page's connection for as long as the page is open, and renews it as soon as the server is heard of again. */
export function useLivePage(): void {
  useEffect(() => pageConnection.open(), []);
  const { lostSince } = useContact();
  const wasLost = useRef(false);
  useEffect(() => {
    if (lostSince === null && wasLost.current) pageConnection.renew();
    wasLost.current = lostSince !== null;
  }, [lostSince]);
}
