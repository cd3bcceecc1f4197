import { startChild } from "@vigie/testing/child";
import type { LoadAnswers } from "./load.ts";
import type { MemoryServerAnswers } from "./memory-server.ts";

const ENDPOINTS = 1_000;
const REQUESTS_PER_ENDPOINT = 5;
const PASSES = 3;

/**
 * Memory that the SDK holds at 1,000 endpoints, megabytes: growth of heap and external memory of a server with it, at its
 * largest after any of three passes over all endpoints, less the growth of the same server without it.
 */
export async function measureMemory(receiverUrl: string): Promise<number> {
  const without = await growth();
  const withSdk = await growth(receiverUrl);
  return (withSdk - without) / 1_048_576;
}

/** Bytes. */
async function growth(receiverUrl?: string): Promise<number> {
  await using server = startChild<MemoryServerAnswers>(new URL("memory-server.js", import.meta.url), {
    args: receiverUrl === undefined ? [] : [receiverUrl],
    execArgv: ["--expose-gc"],
  });
  await using client = startChild<LoadAnswers>(new URL("load.js", import.meta.url));
  const before = await server.ask("usedBytes");
  const port = await server.ask("listen");
  const paths = Array.from(
    { length: ENDPOINTS * REQUESTS_PER_ENDPOINT },
    (_, i) => `/section-${i % ENDPOINTS}/items/${i}`,
  );
  let largest = 0;
  for (let pass = 0; pass < PASSES; pass++) {
    await client.ask("load", {
      port,
      connections: 256,
      paths,
      leastMs: 0,
      leastRequests: paths.length,
      longestMs: 20_000,
    });
    largest = Math.max(largest, (await server.ask("usedBytes")) - before);
  }
  const endpoints = await server.ask("endpoints");
  if (receiverUrl !== undefined && endpoints !== ENDPOINTS) throw new Error(`it counted ${endpoints} endpoints`);
  return largest;
}
