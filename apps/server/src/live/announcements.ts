/** How servers on one database tell each other that logs were committed. A message may be lost: the next one makes up for it. */
export interface Announcements {
  /** Everything up to this id is committed. Sent at once, and then at most every 50 ms, the newest. */
  announce(lastId: number): void;
  /** Another server says so. */
  onCommitted(listener: (lastId: number) => void): void;
  /** Messages may have been missed. */
  onReconnected(listener: () => void): void;
  close(): Promise<void>;
}

/** One way of carrying short texts between servers. */
export interface Channel {
  send(text: string): Promise<unknown>;
  close(): Promise<void>;
}

export type OpenChannel = (heard: (text: string) => void, reconnected: () => void) => Channel;

const EVERY_MS = 50;

/** `self` tells this server's messages from those of others. */
export function createAnnouncements(self: string, open: OpenChannel): Announcements {
  let committed = (_lastId: number) => {};
  let reconnected = () => {};
  let newest = 0;
  let timer: NodeJS.Timeout | undefined;

  const channel = open(
    (text) => {
      const [from, lastId] = text.split(" ");
      if (from !== self && /^\d{1,16}$/.test(lastId ?? "")) committed(Number(lastId));
    },
    () => reconnected(),
  );

  function send(): void {
    const lastId = newest;
    newest = 0;
    // Lost with Postgres or Redis away: readers catch up when it is back.
    channel.send(`${self} ${lastId}`).catch(() => {});
    timer = setTimeout(() => {
      timer = undefined;
      if (newest > 0) send();
    }, EVERY_MS).unref();
  }

  return {
    announce(lastId) {
      newest = Math.max(newest, lastId);
      if (timer === undefined) send();
    },
    onCommitted(listener) {
      committed = listener;
    },
    onReconnected(listener) {
      reconnected = listener;
    },
    async close() {
      clearTimeout(timer);
      await channel.close();
    },
  };
}
