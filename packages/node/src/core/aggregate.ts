import { Histogram } from "@vigie/series";
import type { Clock } from "./clock.ts";
import type { Endpoint, Endpoints } from "./endpoints.ts";
import type { RequestScope } from "./request-scope.ts";
import type { Statement } from "./statements.ts";
import { addCalls, type Calls, type PerWait, type Waits } from "./waits.ts";

/** A request that ended, as an adapter tells it. */
export interface FinishedRequest {
  readonly endpoint: Endpoint;
  readonly status: number;
  readonly durationMs: number;
  /** Bytes of the response's body that were handed to the connection. */
  readonly sentBytes: number;
  /** The client went away before the end. */
  readonly aborted: boolean;
  readonly scope: RequestScope;
  /** Path and query as they were asked for, and headers: name, value, … Looked at only when the request is kept. */
  readonly url: string;
  readonly rawHeaders: readonly string[];
}

/** Counts of one endpoint in one window, since they were last taken. */
export interface Cell {
  endpoint: Endpoint;
  start: number;
  count: number;
  readonly status: [number, number, number, number, number];
  aborted: number;
  sumMs: number;
  minMs: number;
  maxMs: number;
  sentBytes: number;
  readonly histogram: Histogram;
  readonly waitMs: PerWait;
  readonly waitCount: PerWait;
  /** Statuses from 400 up; undefined while there is none. */
  statuses: Map<number, number> | undefined;
  /** Errors by the fingerprint of their group; undefined while there is none. */
  errors: Map<string, number> | undefined;
  /** Undefined while there is none. */
  statements: Map<Statement, Calls> | undefined;
}

const WINDOW_MS = 10_000;

/** Counts requests by endpoint and the 10-second window in which they ended. Exact, over all of them. */
export class Aggregate {
  readonly #clock: Clock;
  readonly #endpoints: Endpoints;
  #open: Cell[] = [];
  /** Emptied cells: a histogram is worth keeping. */
  readonly #spare: Cell[] = [];
  #start = 0;
  /** The window's bounds as readings of `performance.now()`, so that a request costs one reading and two comparisons. */
  #from = Number.POSITIVE_INFINITY;
  #until = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, endpoints: Endpoints) {
    this.#clock = clock;
    this.#endpoints = endpoints;
  }

  get any(): boolean {
    return this.#open.length > 0;
  }

  /**
   * Counts a request that ended at `endedAt` (`performance.now()`); `error` is the fingerprint of what it failed with.
   * Returns whether it is the slowest of its endpoint and window so far.
   */
  add(endpoint: Endpoint, request: FinishedRequest, endedAt: number, error: string | undefined): boolean {
    if (endedAt >= this.#until || endedAt < this.#from) this.retime(endedAt);
    let cell = endpoint.cell;
    if (cell === undefined || cell.start !== this.#start) cell = this.#openCell(endpoint);
    const ms = request.durationMs;
    cell.count++;
    const status = request.status;
    const group = status < 200 ? 0 : status < 300 ? 1 : status < 400 ? 2 : status < 500 ? 3 : 4;
    cell.status[group]++;
    if (request.aborted) cell.aborted++;
    cell.sentBytes += request.sentBytes;
    cell.sumMs += ms;
    if (ms < cell.minMs) cell.minMs = ms;
    if (ms > cell.maxMs) cell.maxMs = ms;
    cell.histogram.record(ms);
    if (status >= 400) cell.statuses = countIn(cell.statuses, status);
    if (error !== undefined) cell.errors = countIn(cell.errors, error);
    const { waits } = request.scope;
    if (waits !== undefined) addWaits(cell, waits);
    if (ms <= endpoint.slowestMs) return false;
    endpoint.slowestMs = ms;
    return true;
  }

  /** Finds the current window anew: when it is over, and when the clock was corrected. */
  retime(monotonicMs: number): void {
    const now = this.#clock.at(monotonicMs);
    const start = Math.floor(now / WINDOW_MS) * WINDOW_MS;
    this.#start = start / 1000;
    this.#from = monotonicMs - (now - start);
    this.#until = this.#from + WINDOW_MS;
  }

  /** Hands every cell that counted anything to `use`, and empties it. */
  take(use: (cell: Cell) => void): void {
    const open = this.#open;
    this.#open = [];
    for (const cell of open) {
      use(cell);
      if (cell.endpoint.cell === cell) cell.endpoint.cell = undefined;
      empty(cell);
      if (this.#spare.length <= this.#endpoints.count) this.#spare.push(cell);
    }
  }

  #openCell(endpoint: Endpoint): Cell {
    const cell = this.#spare.pop() ?? newCell(endpoint);
    cell.endpoint = endpoint;
    cell.start = this.#start;
    endpoint.cell = cell;
    if (endpoint.lastStart !== this.#start) {
      endpoint.lastStart = this.#start;
      endpoint.slowestMs = 0;
    }
    this.#open.push(cell);
    return cell;
  }
}

function newCell(endpoint: Endpoint): Cell {
  return {
    endpoint,
    start: 0,
    count: 0,
    status: [0, 0, 0, 0, 0],
    aborted: 0,
    sumMs: 0,
    minMs: Number.POSITIVE_INFINITY,
    maxMs: 0,
    sentBytes: 0,
    histogram: new Histogram(),
    waitMs: [0, 0, 0, 0],
    waitCount: [0, 0, 0, 0],
    statuses: undefined,
    errors: undefined,
    statements: undefined,
  };
}

function empty(cell: Cell): void {
  cell.count = 0;
  cell.status.fill(0);
  cell.aborted = 0;
  cell.sumMs = 0;
  cell.minMs = Number.POSITIVE_INFINITY;
  cell.maxMs = 0;
  cell.sentBytes = 0;
  cell.histogram.clear();
  cell.waitMs.fill(0);
  cell.waitCount.fill(0);
  cell.statuses = undefined;
  cell.errors = undefined;
  cell.statements = undefined;
}

function addWaits(cell: Cell, waits: Waits): void {
  for (let kind = 0; kind < 4; kind++) {
    (cell.waitMs[kind] as number) += waits.ms[kind] as number;
    (cell.waitCount[kind] as number) += waits.count[kind] as number;
  }
  if (waits.statements === undefined) return;
  cell.statements ??= new Map();
  for (const [statement, { calls, sumMs }] of waits.statements) addCalls(cell.statements, statement, calls, sumMs);
}

function countIn<T>(counts: Map<T, number> = new Map(), key: T): Map<T, number> {
  return counts.set(key, (counts.get(key) ?? 0) + 1);
}
