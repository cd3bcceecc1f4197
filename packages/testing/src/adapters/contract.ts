import type { Batch, BatchAck } from "@vigie/protocol";

/** The settings with which the suite wants its Vigie. */
export interface AdapterContract {
  service: string;
  transport: (batch: Batch) => Promise<BatchAck>;
  asyncContext: boolean;
  processMetrics: false;
  flushIntervalMs: number;
}

/** A running app with the adapter in front of everything. Disposing stops the app and closes its Vigie. */
export interface AdapterApp extends AsyncDisposable {
  /** Without a slash at the end. */
  url: string;
  flush(): Promise<void>;
}

/**
 * Starts an app with these routes, written as the framework's users would. `trace` is `vigie.traceId()`, "" when
 * undefined; answers are JSON unless said otherwise.
 *
 * - `GET /users/:id` → `{ id, trace }`, after awaiting something
 * - `POST /users` → `{ bytes, trace }`: length of the body, trace taken when the body has been read
 * - `GET /wait/:ms` → `{ trace, before }`, trace taken before and after a timer of that many milliseconds
 * - `GET /throws/sync` and `GET /throws/async`: an Error is thrown, and the framework answers
 * - `GET /stream` → five chunks "x" × 1,000, 20 ms apart, without content-length
 * - `GET /endless` → one chunk, then nothing, never ending
 * - `GET /silent` → never an answer
 * - `GET /calls?to=URL` → calls the URL with fetch, with node:http, and with fetch and a `traceparent` of its own (`OWN`)
 * - `GET /health` and `GET /assets/app.css` → 200
 * - nested as deep as the framework can: `/api` holds `/orgs/:org`, which holds `GET /items/:item` → `{ org, item }`
 *   and `GET /broken` → throws
 */
export type StartAdapter = (contract: AdapterContract) => Promise<AdapterApp>;
