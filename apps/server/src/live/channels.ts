import { listenTo, type Store } from "@vigie/storage";
import { Redis } from "ioredis";
import type { OpenChannel } from "./announcements.ts";

const NAME = "vigie_logs";

/** LISTEN and NOTIFY: no more is needed than the database that all servers share. */
export function postgresChannel(store: Store): OpenChannel {
  return (heard, reconnected) => {
    const listening = listenTo(store.sql, { channel: NAME, heard, reconnected });
    return {
      send: (text) => store.sql.notify(NAME, text),
      close: () => listening.stop(),
    };
  };
}

/** Publish and subscribe; `database` keeps several Vigies on one Redis apart. */
export function redisChannel(url: string, database: string): OpenChannel {
  return (heard, reconnected) => {
    const options = {
      connectionName: "vigie",
      connectTimeout: 3_000,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      retryStrategy: (attempt: number) => Math.min(attempt * 500, 5_000),
    };
    const name = `${NAME}:${database}`;
    const publisher = new Redis(url, options);
    const subscriber = new Redis(url, options);
    // Told by the collector of the target, in words.
    for (const redis of [publisher, subscriber]) redis.on("error", () => {});
    subscriber.on("ready", () => {
      subscriber.subscribe(name).then(reconnected, () => {});
    });
    subscriber.on("message", (_name, text) => heard(text));
    return {
      send: (text) => publisher.publish(name, text),
      async close() {
        publisher.disconnect();
        subscriber.disconnect();
      },
    };
  };
}
