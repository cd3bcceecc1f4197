/** How a live stream stands, and since when (ms). */
export interface Connection {
  state: "connecting" | "live" | "reconnecting" | "stopped";
  since: number;
  /** Why it is lost or stopped. */
  error: unknown;
}

/** What an open stream tells. `lost` comes once, and then nothing more. */
export interface StreamHandlers<Event> {
  started: () => void;
  event: (id: string, event: Event) => void;
  lost: (error: unknown) => void;
}

export interface FollowOptions<Event> {
  /** Opens the stream behind an event, or from its beginning; what it returns closes it. */
  open: (lastEventId: string | null, handlers: StreamHandlers<Event>) => () => void;
  onEvent: (event: Event) => void;
  onConnection: (connection: Connection) => void;
  /** Whether to ask again would only be answered the same. */
  isFinal: (error: unknown) => boolean;
  now?: () => number;
  random?: () => number;
}

export interface Following {
  close: () => void;
  /**
   * The server was away and is back, as was heard elsewhere: does not wait out the pause, and does not believe in a stream that still looks
   * open, as it may behind a proxy.
   */
  renew: () => void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** So that the pages of many operators do not return all at once. */
const SPREAD = 0.2;

/**
 * Follows a stream for as long as somebody looks: one that is lost is opened again behind the last event that came, after a pause that grows
 * from one second to thirty. The browser's own way to reconnect knows neither pauses nor answers of a proxy, so it is not used.
 */
export function follow<Event>(options: FollowOptions<Event>): Following {
  const { open, onEvent, onConnection, isFinal, now = Date.now, random = Math.random } = options;
  let lastEventId: string | null = null;
  let attempts = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let closeStream: (() => void) | null = null;
  let lostSince: number | null = null;
  let isClosed = false;

  let leave = () => {};
  const connect = () => {
    timer = null;
    let isOver = false;
    leave = () => {
      isOver = true;
      closeStream?.();
      closeStream = null;
    };
    const close = open(lastEventId, {
      started() {
        if (isOver || isClosed) return;
        lostSince = null;
        onConnection({ state: "live", since: now(), error: null });
      },
      event(id, event) {
        if (isOver || isClosed) return;
        // Not before: a server that accepts and lets go at once is to be left in peace too.
        attempts = 0;
        lastEventId = id;
        onEvent(event);
      },
      lost(error) {
        if (isOver || isClosed) return;
        isOver = true;
        // Of a stream that is lost while it is being opened there is nothing to close yet.
        queueMicrotask(() => close());
        closeStream = null;
        if (isFinal(error)) return onConnection({ state: "stopped", since: now(), error });
        lostSince ??= now();
        onConnection({ state: "reconnecting", since: lostSince, error });
        timer = setTimeout(connect, pauseAfter(attempts++, random()));
      },
    });
    closeStream = close;
  };

  onConnection({ state: "connecting", since: now(), error: null });
  connect();
  return {
    close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      closeStream?.();
    },
    renew() {
      // Stopped for good, or never begun.
      if (isClosed || (timer === null && closeStream === null)) return;
      if (timer !== null) clearTimeout(timer);
      leave();
      connect();
    },
  };
}

/** How long to wait after so many attempts in vain; `chance` from 0 to 1 shortens it a little. */
export function pauseAfter(attempts: number, chance: number): number {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts, 10));
  return Math.round(pause * (1 - SPREAD * chance));
}
