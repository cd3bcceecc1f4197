import { openStore } from "@vigie/storage";
import { createDatabase, REDIS_MISSING, startRedis, until } from "@vigie/testing";
import { describe, expect, it } from "vitest";
import { type Announcements, createAnnouncements } from "./announcements.ts";
import { postgresChannel, redisChannel } from "./channels.ts";

interface Server extends AsyncDisposable {
  announcements: Announcements;
  heard: number[];
  connected: () => number;
}

/** Two servers that share nothing but the way between them. */
const WAYS = [
  {
    way: "Postgres",
    skip: false,
    async open() {
      const database = await createDatabase();
      const server = async (name: string): Promise<Server> => {
        const store = await openStore({ url: database.url });
        return listening(createAnnouncements(name, postgresChannel(store)), () => store.close());
      };
      return { server, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
    },
  },
  {
    way: "Redis",
    skip: REDIS_MISSING !== undefined,
    async open() {
      const redis = await startRedis();
      const server = async (name: string): Promise<Server> =>
        listening(createAnnouncements(name, redisChannel(redis.url, "vigie")), async () => {});
      return { server, [Symbol.asyncDispose]: () => redis.stop() };
    },
  },
];

function listening(announcements: Announcements, closeMore: () => Promise<void>): Server {
  const heard: number[] = [];
  let connected = 0;
  announcements.onCommitted((lastId) => heard.push(lastId));
  announcements.onReconnected(() => connected++);
  return {
    announcements,
    heard,
    connected: () => connected,
    async [Symbol.asyncDispose]() {
      await announcements.close();
      await closeMore();
    },
  };
}

describe.each(WAYS)("announcements by $way", ({ skip, open }) => {
  it.skipIf(skip)("reach the other server, the newest of many, and never oneself", async () => {
    await using way = await open();
    await using a = await way.server("a");
    await using b = await way.server("b");
    await until(() => a.connected() > 0 && b.connected() > 0, "both listen");
    for (let id = 1; id <= 500; id++) a.announcements.announce(id);
    await until(() => b.heard.at(-1) === 500, "the newest is heard");
    expect(b.heard.length).toBeLessThan(20);
    expect(a.heard).toEqual([]);
  });
});
