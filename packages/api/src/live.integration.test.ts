import { setTimeout as sleep } from "node:timers/promises";
import { makeApiContext, openApi } from "@vigie/testing/api";
import { expect, test } from "vitest";
import type { FedLog, LogReader } from "./log-feed.ts";
import { appRouter } from "./router.ts";

test("an event of alerts never says that a log was seen that comes after it", async () => {
  await using vigie = await openApi();
  let reader: LogReader | undefined;
  let changed = () => {};
  const context = makeApiContext(vigie.store, {
    logFeed: {
      read: async (given) => {
        reader = given;
        return { position: 4, stop: () => {} };
      },
    },
    alertFeed: {
      read: (given) => {
        changed = given;
        return { stop: () => {} };
      },
    },
  });
  const events = await appRouter.createCaller(context).live({ logs: { query: "", last: 0 } });
  const stream = events[Symbol.asyncIterator]();
  // How many alerts are open, and where the logs are.
  await stream.next();
  await stream.next();
  const log: FedLog = {
    id: 5,
    time: new Date(vigie.nowMs).toISOString(),
    level: "info",
    service: "shop",
    message: "sold",
  } as unknown as FedLog;
  // Both happen while the connection is busy: each waits to be taken.
  reader?.committed([log]);
  changed();
  await sleep(500);
  const seen: { id: string; kind: string }[] = [];
  for (let i = 0; i < 2; i++) {
    const { value } = await stream.next();
    const [id, { kind }] = value as unknown as [string, { kind: string }];
    seen.push({ id, kind });
  }
  await stream.return?.();
  expect(seen.find(({ id }) => id === "5")?.kind).toBe("logs");
});
