import { gzipSync } from "node:zlib";
import type { BatchLog } from "@vigie/protocol";
import { uuidV7 } from "@vigie/series";
import { makeBatch } from "@vigie/testing";
import { createLines, SERVICES } from "./lines.ts";

export interface LineBatches {
  /** Different batches; after the last one the first is sent again, under another id. */
  count: number;
  linesPerBatch: number;
  /** When the first line was logged, milliseconds since the epoch; each later one follows by `lineEveryMs`. */
  nowMs: number;
  lineEveryMs: number;
}

/**
 * Batches of log lines as SDKs send them, each of one service. All but the id is made and compressed beforehand, so that the sender takes
 * little of the CPU that the server is measured on: a gzip stream may consist of several members, and the first one holds the id alone.
 */
export function createLineBatches({ count, linesPerBatch, nowMs, lineEveryMs }: LineBatches): () => Buffer {
  const nextLine = createLines({ seed: 1 });
  const waiting: BatchLog[][] = SERVICES.map(() => []);
  const bodies: Buffer[] = [];
  for (let made = 0; bodies.length < count; made++) {
    const { service, ...line } = nextLine();
    const logs = waiting[service] as BatchLog[];
    logs.push({ ...line, time: Math.round(nowMs + made * lineEveryMs), cut: 0 });
    if (logs.length < linesPerBatch) continue;
    waiting[service] = [];
    const name = SERVICES[service] ?? "";
    const resource = { service: name, instance: `${name}-1`, release: "r1", environment: "bench", sdk: "bench/1" };
    const { id: _, ...rest } = makeBatch(nowMs, { resource, logs });
    bodies.push(gzipSync(JSON.stringify(rest).slice(1)));
  }
  let sent = 0;
  return () => {
    const body = bodies[sent++ % bodies.length] as Buffer;
    return Buffer.concat([gzipSync(`{"id":"${uuidV7(Date.now())}",`), body]);
  };
}
