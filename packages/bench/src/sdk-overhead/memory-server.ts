// A server with as many endpoints as it is asked for, with or without the SDK. Needs --expose-gc.
// Arguments: the receiver's URL, or nothing to run without the SDK.
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { createVigie, type Vigie } from "@vigie/node";
import { vigieHttp } from "@vigie/node/http";
import { answer } from "@vigie/testing/child";

const [receiverUrl] = process.argv.slice(2);
const LONGEST_MS = 200;

/** From 1 to 200 ms, evenly by order of magnitude: histograms as wide as real ones. */
const handler: RequestListener = (_req, res) => {
  setTimeout(() => res.end("ok"), LONGEST_MS ** Math.random());
};

let vigie: Vigie | undefined;

function usedBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const answers = {
  listen: async () => {
    let listener = handler;
    if (receiverUrl !== undefined) {
      vigie = createVigie({ service: "bench-memory", url: receiverUrl });
      listener = vigieHttp(vigie, handler);
    }
    const server = createServer(listener);
    return new Promise<number>((done) =>
      server.listen(0, "127.0.0.1", () => done((server.address() as AddressInfo).port)),
    );
  },
  /** Heap and external memory that is in use, after a collection. */
  usedBytes: async () => {
    // What a collection frees outside the heap is freed a turn later.
    usedBytes();
    await wait(20);
    return usedBytes();
  },
  endpoints: () => vigie?.stats().endpoints ?? 0,
};
export type MemoryServerAnswers = typeof answers;
answer(answers);
