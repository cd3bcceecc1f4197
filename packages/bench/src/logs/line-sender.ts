// Many services at once: batches of lines over several connections, as fast as they are acknowledged or at a given rate.
import { Agent } from "node:http";
import { answer } from "@vigie/testing/child";
import { postBatch } from "../post-batch.ts";
import { createLineBatches } from "./line-batches.ts";

export interface LineOrder {
  url: string;
  seconds: number;
  connections: number;
  linesPerBatch: number;
  /** Different batches that are made before. */
  batches: number;
  /** Lines a second at most; as fast as they are acknowledged without it. */
  linesPerSecond?: number;
}

export interface LinesSent {
  /** Acknowledged. */
  lines: number;
  batches: number;
  bytes: number;
  /** Batches that were answered something else, by status. */
  refused: Record<string, number>;
  elapsedMs: number;
  ackMs: number[];
  /** What sending took, without making the batches. */
  cpuMs: number;
}

let nextBody: (() => Buffer) | undefined;

/** Makes the batches; to be asked before `send`. */
function prepare({ batches, linesPerBatch, linesPerSecond = 20_000 }: LineOrder): void {
  const lineEveryMs = 1000 / linesPerSecond;
  nextBody = createLineBatches({ count: batches, linesPerBatch, nowMs: Date.now(), lineEveryMs });
}

async function send({ url, seconds, connections, linesPerBatch, linesPerSecond }: LineOrder): Promise<LinesSent> {
  if (nextBody === undefined) throw new Error("nothing was prepared");
  const next = nextBody;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const result: LinesSent = { lines: 0, batches: 0, bytes: 0, refused: {}, elapsedMs: 0, ackMs: [], cpuMs: 0 };
  const batchEveryMs = linesPerSecond === undefined ? 0 : (linesPerBatch / linesPerSecond) * 1000;
  const before = process.cpuUsage();
  const began = performance.now();
  let taken = 0;
  const connection = async () => {
    for (;;) {
      const dueMs = taken++ * batchEveryMs;
      const elapsedMs = performance.now() - began;
      if (Math.max(dueMs, elapsedMs) >= seconds * 1000) return;
      if (dueMs > elapsedMs) await new Promise((done) => setTimeout(done, dueMs - elapsedMs));
      const body = next();
      const sentAt = performance.now();
      const status = await postBatch(`${url}/v1/batch`, body, agent);
      if (status !== 200) {
        result.refused[status] = (result.refused[status] ?? 0) + 1;
        continue;
      }
      result.ackMs.push(performance.now() - sentAt);
      result.batches++;
      result.lines += linesPerBatch;
      result.bytes += body.byteLength;
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  result.elapsedMs = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  result.cpuMs = (user + system) / 1000;
  agent.destroy();
  return result;
}

const answers = { prepare, send };
export type LineSenderAnswers = typeof answers;
answer(answers);
