import { coreOf } from "../core/attach.ts";
import type { Core } from "../core/core.ts";
import type { Vigie } from "../core/vigie.ts";
import { PoolWait, SqlCall } from "./sql-call.ts";

/** Takes queries for a client, for one transaction or for one reserved connection. */
type Handler = object;
type Method<This = unknown> = (this: This, ...args: unknown[]) => unknown;
type CursorFn = (this: unknown, rows: unknown) => unknown;

/** What is used of the queries of postgres.js 3.4, which are promises. */
interface Query {
  readonly handler: Handler;
  readonly executed: boolean;
  /** True from the moment when a connection turns to it until it settles. */
  active: boolean;
  /** The SQL, once a connection has it. */
  readonly string?: unknown;
  reject: Method;
  cursorFn?: CursorFn;
  handle: Method<Query>;
}

interface Sql {
  unsafe(text: string): unknown;
  file?: Method;
  begin?: Method;
  reserve?: Method;
  savepoint?: Method;
}

interface Watched {
  core: Core;
  /** Its queries wait for a connection of the pool. */
  pooled: boolean;
}

const handlers = new WeakMap<Handler, Watched>();
const prototypes = new WeakSet<object>();

/**
 * Records what requests wait for in postgres.js 3.4: for a connection until one turns to the query (also behind others that were sent
 * on it), and for its SQL until it settles. Of a cursor, the time in which its rows are worked on is not counted; of COPY only the
 * time until its stream is there. The client stays what it is, and is returned.
 *
 * @example
 * import postgres from "postgres";
 * import { vigiePostgres } from "@vigie/node/postgres";
 * const sql = vigiePostgres(vigie, postgres(process.env.DATABASE_URL));
 * const db = drizzle(sql);
 */
export function vigiePostgres<T extends object>(vigie: Vigie, sql: T): T {
  const core = coreOf(vigie);
  // Without it no query can be told to belong to a request.
  if (core.context === undefined) return sql;
  try {
    watchClient(core, sql as unknown as Sql);
  } catch (error) {
    core.settings.problems.tell(
      "recorder",
      "Vigie: vigiePostgres() knows postgres.js 3.4; its client is not watched.",
      error,
    );
  }
  return sql;
}

function watchClient(core: Core, sql: Sql): void {
  const probe = probeOf(sql);
  const known = handlers.get(probe.handler);
  if (known !== undefined) {
    known.core = core;
    return;
  }
  const { begin, reserve } = sql;
  if (typeof begin !== "function" || typeof reserve !== "function") throw new TypeError("no begin() or no reserve()");
  const watched: Watched = { core, pooled: true };
  watchQueries(Object.getPrototypeOf(probe));
  watchScope(sql, watched);
  sql.begin = function beginWatched(...args) {
    return begin.apply(
      this,
      args.map((arg) => watchingScope(arg, watched)),
    );
  };
  sql.reserve = function reserveWatched(...args) {
    return reserved(watched, reserve.apply(this, args) as Promise<Sql>);
  };
}

/** A query that is never executed. Its handler stands for the client or scope that made it. */
function probeOf(sql: Sql): Query {
  const probe = sql.unsafe("") as Query;
  const isKnown =
    probe.executed === false &&
    probe.active === false &&
    typeof probe.handler === "function" &&
    typeof probe.reject === "function" &&
    typeof (Object.getPrototypeOf(probe) as Query).handle === "function";
  if (!isKnown) throw new TypeError("its queries are built otherwise");
  return probe;
}

function watchScope(sql: Sql, watched: Watched): void {
  handlers.set(probeOf(sql).handler, watched);
  const { file, savepoint } = sql;
  if (typeof file === "function") {
    // Reads the file first, with a handler for each query.
    sql.file = function fileWatched(...args) {
      const query = file.apply(this, args) as Query;
      handlers.set(query.handler, watched);
      return query;
    };
  }
  if (typeof savepoint === "function") {
    sql.savepoint = function savepointWatched(...args) {
      return savepoint.apply(
        this,
        args.map((arg) => watchingScope(arg, watched)),
      );
    };
  }
}

/** A transaction's function, given its own `sql` to work with. Anything else is returned as it is. */
function watchingScope(work: unknown, { core }: Watched): unknown {
  if (typeof work !== "function") return work;
  return function workWatched(this: unknown, sql: Sql, ...rest: unknown[]): unknown {
    core.guard(() => watchScope(sql, { core, pooled: false }));
    return (work as Method).call(this, sql, ...rest);
  };
}

async function reserved({ core }: Watched, reserving: Promise<Sql>): Promise<Sql> {
  const wait = PoolWait.begin(core);
  try {
    const sql = await reserving;
    core.guard(() => watchScope(sql, { core, pooled: false }));
    return sql;
  } catch (error) {
    wait?.failed(error);
    throw error;
  } finally {
    wait?.end();
  }
}

/** A query is handed over when somebody first asks for its result: a fragment of another query never is. */
function watchQueries(prototype: Query): void {
  if (prototypes.has(prototype)) return;
  prototypes.add(prototype);
  const { handle } = prototype;
  prototype.handle = function handleWatched(...args) {
    if (!this.executed) {
      const watched = handlers.get(this.handler);
      if (watched !== undefined) watched.core.guard(() => watchQuery(watched, this));
    }
    return handle.apply(this, args);
  };
}

function watchQuery({ core, pooled }: Watched, query: Query): void {
  const place = core.place();
  if (place === undefined || place.request.waits?.closed) return;
  const call = new SqlCall(core, place, query, pooled);
  let { active, cursorFn } = query;
  const { reject } = query;
  query.reject = function rejectWatched(...args) {
    call.failed(args[0]);
    return reject.apply(this, args);
  };
  Object.defineProperty(query, "active", {
    configurable: true,
    enumerable: true,
    get: () => active,
    set: (value: boolean) => {
      active = value;
      core.guard(() => (value ? call.run() : call.end()));
    },
  });
  if (cursorFn === undefined) return;
  // Reading a cursor sets another function for each piece.
  cursorFn = pausing(call, cursorFn);
  Object.defineProperty(query, "cursorFn", {
    configurable: true,
    enumerable: true,
    get: () => cursorFn,
    set: (value: CursorFn) => {
      cursorFn = pausing(call, value);
    },
  });
}

/** The server waits while the function works on its rows, not the function for the server. */
function pausing(call: SqlCall, work: CursorFn): CursorFn {
  return function workPausing(this: unknown, rows) {
    call.pause();
    let result: unknown;
    try {
      result = work.call(this, rows);
    } finally {
      if (!(result instanceof Promise)) call.resume();
    }
    return result instanceof Promise ? result.finally(() => call.resume()) : result;
  };
}
