import type { AlertFeed } from "@vigie/api";
import { ALERTS_CHANNEL, listenTo, type Store } from "@vigie/storage";

/** Hears of changed alerts from every server on the database: who changes one says so in the same transaction. */
export interface AlertHub extends AlertFeed {
  close(): Promise<void>;
}

export function createAlertHub(store: Store): AlertHub {
  const readers = new Set<() => void>();
  const changed = () => {
    for (const reader of readers) reader();
  };
  // Messages are lost while Postgres is away: what is heard first afterwards is told as a change.
  const listening = listenTo(store.sql, { channel: ALERTS_CHANNEL, heard: changed, reconnected: changed });
  return {
    read(reader) {
      readers.add(reader);
      return { stop: () => readers.delete(reader) };
    },
    close: () => listening.stop(),
  };
}
