import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase, startServer } from "@vigie/testing";
import { expect, test } from "vitest";

const TOKEN = "a-token-of-more-than-32-characters-0";
const STREAMS = {
  "logs.stream": { query: "service:shop", last: 500 },
  "status.live": {},
  live: { logs: { query: "level:>=warn", last: 500 } },
};
const EACH = 60;

/** Opens a stream and hangs up so long after. */
async function hangUp(url: string, target: string, afterMs: number): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on("error", () => {});
  socket.write(`GET ${target} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`);
  await sleep(afterMs);
  socket.destroy();
}

// The search for its first lines was given up, which nobody caught any more: the process ended.
test("readers that hang up while their first lines are looked for leave the server running", async () => {
  await using database = await createDatabase();
  await using server = await startServer({ env: { DATABASE_URL: database.url, VIGIE_ADMIN_TOKEN: TOKEN } });
  for (const [path, input] of Object.entries(STREAMS)) {
    const target = `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`;
    for (let i = 0; i < EACH; i++) await hangUp(server.url, target, i / 3);
  }
  const answer = await fetch(`${server.url}/health`);
  expect(answer.status, server.output()).toBe(200);
  expect(await server.stop()).toEqual({ code: 0, signal: null });
});
