import http, { type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a caller set itself is left alone: the third call of `/calls` sends this. */
export const OWN_TRACEPARENT = `00-${"c".repeat(32)}-${"d".repeat(16)}-00`;

/** Waits until a server listens on a free port of loopback. */
export async function listen(server: Server): Promise<string> {
  if (!server.listening) server.listen(0, "127.0.0.1");
  if (!server.listening) await new Promise((resolve) => server.once("listening", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Stops a server and cuts its connections. */
export async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** What the route `/calls` does: fetch, node:http, and fetch with a `traceparent` of its own. */
export async function callAround(to: string): Promise<void> {
  await (await fetch(to)).text();
  await new Promise<void>((resolve, reject) => {
    http.get(to, { agent: false }, (response) => response.resume().on("end", resolve)).on("error", reject);
  });
  await (await fetch(to, { headers: { traceparent: OWN_TRACEPARENT } })).text();
}

/** A body of five chunks, 20 ms apart. */
export async function* slowChunks(): AsyncGenerator<string> {
  for (let i = 0; i < 5; i++) {
    if (i > 0) await pause(20);
    yield "x".repeat(1_000);
  }
}

/** A body that begins and never ends. */
export async function* endlessChunks(): AsyncGenerator<string> {
  yield "x".repeat(1_000);
  await new Promise(() => {});
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
