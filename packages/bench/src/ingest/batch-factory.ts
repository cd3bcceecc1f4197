import { gzipSync } from "node:zlib";
import type { Batch, BatchRequest } from "@vigie/protocol";
import { uuidV7 } from "@vigie/series";
import { makeBatch, makeRollup } from "@vigie/testing";

/** A batch ready to be posted. */
export interface Parcel {
  body: Buffer;
  /** Requests counted in it, and rollups that hold them. */
  requests: number;
  rollups: number;
}

export interface BatchShape {
  service: string;
  endpoints: number;
  instances: number;
}

/** Requests of one endpoint in one batch, on average. */
const REQUESTS_PER_ENDPOINT = 70;
/** What an SDK keeps whole in a second, at its default budget. */
const EXEMPLARS = 20;
/** Different contents of each instance's batches. */
const CONTENTS = 4;

/**
 * Makes batches as an SDK sends them: every endpoint of one instance with about 70 requests, whose durations are spread
 * as real ones are (log-normal, most within two orders of magnitude), some failed, and twenty kept whole.
 *
 * Everything but the id is made and compressed beforehand, so that making them does not take the CPU that the server is
 * measured on: a gzip stream may consist of several members, and the first one here holds the id alone.
 */
export function createBatchFactory(shape: BatchShape, nowMs: number): () => Parcel {
  const contents: Parcel[] = [];
  for (let content = 0; content < CONTENTS; content++) {
    for (let instance = 0; instance < shape.instances; instance++) {
      const batch = contentOf(shape, instance, nowMs);
      const { id: _, ...rest } = batch;
      contents.push({
        body: gzipSync(JSON.stringify(rest).slice(1)),
        requests: batch.rollups.reduce((sum, { count }) => sum + count, 0),
        rollups: batch.rollups.length,
      });
    }
  }
  let made = 0;
  return () => {
    const content = contents[made++ % contents.length] as Parcel;
    return { ...content, body: Buffer.concat([gzipSync(`{"id":"${uuidV7(Date.now())}",`), content.body]) };
  };
}

function contentOf({ service, endpoints, instances }: BatchShape, instance: number, nowMs: number): Batch {
  const rollups = Array.from({ length: endpoints }, (_, endpoint) => {
    const count = Math.round(REQUESTS_PER_ENDPOINT * (0.5 + Math.random()));
    const typicalMs = 2 * 1.05 ** (endpoint % 80);
    const rollup = makeRollup({
      method: endpoint % 5 === 0 ? "POST" : "GET",
      route: `/v1/section-${endpoint}/items/:id`,
      atMs: nowMs,
      durations: Array.from({ length: count }, () => typicalMs * Math.exp(0.8 * normal())),
    });
    rollup.status = [0, count - 3, 0, 2, 1];
    return rollup;
  });
  const requests = rollups.slice(0, EXEMPLARS).map(
    ({ method, route, maxMs }, i): BatchRequest => ({
      time: nowMs - Math.round(maxMs),
      method,
      route,
      status: i % 10 === 0 ? 500 : 200,
      durationMs: maxMs,
      sentBytes: 1_000,
      aborted: false,
      traceId: uuidV7(nowMs).replaceAll("-", ""),
      waitMs: [0, 0, 0, 0],
      spans: [],
      spansLeftOut: 0,
      kept: i % 10 === 0 ? "error" : "slow",
    }),
  );
  const resource = { service, instance: `${service}-${instance}/${instances}`, release: "r1", sdk: "bench/1" };
  return makeBatch(nowMs, { resource, rollups, requests });
}

/** Of mean 0 and variance 1 (Box–Muller). */
function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}
