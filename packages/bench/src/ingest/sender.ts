// Many services at once: connections that each post one batch after the other, for a time.
import { Agent } from "node:http";
import { answer } from "@vigie/testing/child";
import { postBatch } from "../post-batch.ts";
import { type BatchShape, createBatchFactory } from "./batch-factory.ts";

export interface SendOrder {
  url: string;
  shape: BatchShape;
  connections: number;
  seconds: number;
}

/** What was acknowledged, and how long each acknowledgement took. */
export interface SendResult {
  batches: number;
  requests: number;
  rollups: number;
  bytes: number;
  /** Batches that were answered something else, by status. */
  refused: Record<string, number>;
  elapsedMs: number;
  ackMs: number[];
}

async function send({ url, shape, connections, seconds }: SendOrder): Promise<SendResult> {
  const next = createBatchFactory(shape, Date.now());
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const result: SendResult = { batches: 0, requests: 0, rollups: 0, bytes: 0, refused: {}, elapsedMs: 0, ackMs: [] };
  const began = performance.now();
  const connection = async () => {
    while (performance.now() - began < seconds * 1000) {
      const parcel = next();
      const sentAt = performance.now();
      const status = await postBatch(`${url}/v1/batch`, parcel.body, agent);
      if (status !== 200) {
        result.refused[status] = (result.refused[status] ?? 0) + 1;
        continue;
      }
      result.ackMs.push(performance.now() - sentAt);
      result.batches++;
      result.requests += parcel.requests;
      result.rollups += parcel.rollups;
      result.bytes += parcel.body.byteLength;
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  result.elapsedMs = performance.now() - began;
  agent.destroy();
  return result;
}

const answers = { send };
export type SenderAnswers = typeof answers;
answer(answers);
