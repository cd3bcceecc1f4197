// Takes what the recorders export, as cheaply as a real receiver would at best, in a process whose CPU is not counted.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import type { Batch, BatchAck } from "@vigie/protocol";
import { answer } from "@vigie/testing/child";

const received = { batches: 0, requests: 0, traces: 0 };

const server = createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => {
    const body = Buffer.concat(chunks);
    if (req.url !== "/v1/batch") {
      if (req.url === "/v1/traces") received.traces++;
      res.writeHead(200, { "content-type": req.headers["content-type"] ?? "application/json" }).end();
      return;
    }
    const batch = JSON.parse(gunzipSync(body).toString()) as Batch;
    received.batches++;
    for (const rollup of batch.rollups) received.requests += rollup.count;
    const ack: BatchAck = { id: batch.id, duplicate: false, serverTime: Date.now() };
    res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(ack));
  });
});

const answers = {
  listen: () =>
    new Promise<number>((done) => server.listen(0, "127.0.0.1", () => done((server.address() as AddressInfo).port))),
  received: () => ({ ...received }),
};
export type SinkAnswers = typeof answers;
answer(answers);
