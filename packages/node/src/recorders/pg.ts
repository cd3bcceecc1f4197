import { coreOf } from "../core/attach.ts";
import type { Core } from "../core/core.ts";
import type { Place } from "../core/request-scope.ts";
import type { Vigie } from "../core/vigie.ts";
import { PoolWait, SqlCall } from "./sql-call.ts";

type Callback = (...args: unknown[]) => unknown;
type Method<This = unknown> = (this: This, ...args: unknown[]) => unknown;

/** What is used of a pool of pg 8. */
interface Pool {
  connect: Method<Pool>;
  readonly totalCount: number;
  readonly ending?: boolean;
  readonly Promise?: PromiseConstructor;
}

/** What is used of a client of pg 8: which query it works on, and which it has sent or still keeps. */
interface Client {
  query: Method<Client>;
  readonly _activeQuery?: Query | null;
  readonly _queryQueue?: readonly Query[];
  readonly _sentQueryQueue?: readonly Query[];
  /** Their names before 8.17. */
  readonly activeQuery?: Query | null;
  readonly queryQueue?: readonly Query[];
}

interface Query {
  readonly text?: unknown;
  callback?: unknown;
  submit: Method;
  handleReadyForQuery: Method;
  handleError: Method;
}

/** By pool and client: who it is watched for. */
const watched = new WeakMap<object, Core>();

/**
 * Records what requests wait for in pg 8: for a client of the pool, and for SQL from `query` until it settles. Give it a pool or a
 * single client; a pool's clients are watched when they are handed out. Cursors, query streams and other objects with a `submit` of
 * their own are passed through uncounted. It is returned as it is.
 *
 * @example
 * import pg from "pg";
 * import { vigiePg } from "@vigie/node/pg";
 * const pool = vigiePg(vigie, new pg.Pool());
 */
export function vigiePg<T extends object>(vigie: Vigie, poolOrClient: T): T {
  const core = coreOf(vigie);
  // Without it no query can be told to belong to a request.
  if (core.context === undefined) return poolOrClient;
  if (isPool(poolOrClient)) watchPool(core, poolOrClient);
  else if (isClient(poolOrClient)) watchClient(core, poolOrClient);
  else
    core.settings.problems.tell(
      "recorder",
      "Vigie: vigiePg() knows pools and clients of pg 8; this one is not watched.",
    );
  return poolOrClient;
}

function isPool(target: object): target is Pool {
  const pool = target as Partial<Pool>;
  return typeof pool.connect === "function" && typeof pool.totalCount === "number";
}

function isClient(target: object): target is Client {
  return typeof (target as Partial<Client>).query === "function" && Array.isArray(queueOf(target as Client));
}

function watchPool(first: Core, pool: Pool): void {
  const isNew = !watched.has(pool);
  watched.set(pool, first);
  if (!isNew) return;
  const { connect } = pool;
  pool.connect = function connectWatched(...args) {
    const core = watched.get(pool) ?? first;
    const [callback] = args;
    if (this.ending || (callback !== undefined && typeof callback !== "function")) return connect.apply(this, args);
    const place = core.place();
    const wait = PoolWait.begin(core);
    const arrived: Callback = (error, client) => {
      if (error) wait?.failed(error);
      wait?.end();
      if (typeof client === "object" && client !== null && isClient(client)) watchClient(core, client);
    };
    if (typeof callback === "function") {
      return connect.call(this, (...result: unknown[]) => {
        core.guard(() => arrived(...result));
        // It is called on behalf of whoever gave a client back.
        return inPlace(core, place, () => (callback as Callback)(...result));
      });
    }
    // As the pool itself makes a promise of a callback, in as many steps.
    const OwnPromise = this.Promise ?? Promise;
    return new OwnPromise((resolve, reject) => {
      connect.call(this, (error: unknown, client: unknown) => {
        core.guard(() => arrived(error, client));
        if (error) reject(error);
        else resolve(client);
      });
    }).catch((error: unknown) => {
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    });
  };
}

function inPlace<T>(core: Core, place: Place | undefined, work: () => T): T {
  return core.context === undefined ? work() : core.context.run(place, work);
}

function watchClient(first: Core, client: Client): void {
  const isNew = !watched.has(client);
  watched.set(client, first);
  if (!isNew) return;
  const { query } = client;
  client.query = function queryWatched(...args) {
    const core = watched.get(client) ?? first;
    const place = core.place();
    if (place === undefined || hasOwnSubmit(args[0])) return query.apply(this, args);
    const before = lastQuery(this);
    const result = query.apply(this, args);
    core.guard(() => {
      const added = lastQuery(this);
      // One that was refused at once is not there.
      if (added && added !== before) watchQuery(core, place, added, added === activeQuery(this), result === undefined);
    });
    return result;
  };
}

function hasOwnSubmit(config: unknown): boolean {
  return typeof (config as { submit?: unknown } | null | undefined)?.submit === "function";
}

// The old names warn in newer versions.
const queueOf = (client: Client) => ("_queryQueue" in client ? client._queryQueue : client.queryQueue);
const activeQuery = (client: Client) => ("_activeQuery" in client ? client._activeQuery : client.activeQuery);

/** What was handed over last, as far as it has not ended. */
function lastQuery(client: Client): Query | null | undefined {
  return queueOf(client)?.at(-1) ?? client._sentQueryQueue?.at(-1) ?? activeQuery(client);
}

function watchQuery(core: Core, place: Place, query: Query, isSubmitted: boolean, hasCallback: boolean): void {
  const { submit, handleReadyForQuery, handleError, callback } = query;
  if (place.request.waits?.closed) return;
  if (typeof handleReadyForQuery !== "function" || typeof handleError !== "function") return;
  const call = new SqlCall(core, place, query, false);
  const ended = () => core.guard(() => call.end());
  if (isSubmitted) call.run();
  else {
    query.submit = function submitWatched(...args) {
      core.guard(() => call.run());
      return submit.apply(this, args);
    };
  }
  query.handleReadyForQuery = function readyWatched(...args) {
    ended();
    return handleReadyForQuery.apply(this, args);
  };
  query.handleError = function errorWatched(...args) {
    call.failed(args[0]);
    ended();
    return handleError.apply(this, args);
  };
  // Called on behalf of whoever made the connection; what it asks for next is this request's.
  if (hasCallback && typeof callback === "function") {
    query.callback = (...result: unknown[]) => inPlace(core, place, () => (callback as Callback)(...result));
  }
}
