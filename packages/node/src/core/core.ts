import { AsyncLocalStorage } from "node:async_hooks";
import type { BatchRollup } from "@vigie/protocol";
import { Aggregate, type FinishedRequest } from "./aggregate.ts";
import type { Harvest } from "./batches.ts";
import { Clock } from "./clock.ts";
import { type Endpoint, Endpoints } from "./endpoints.ts";
import { type Failure, noteFailure } from "./errors/failure.ts";
import { ErrorGroups } from "./errors/groups.ts";
import { workingFolder } from "./errors/places.ts";
import { Exemplars } from "./exemplars.ts";
import { compileIgnore } from "./ignore.ts";
import type { Telling } from "./kept-request.ts";
import { type GivenLog, readGiven } from "./logs/given-log.ts";
import type { LineReader } from "./logs/line-block.ts";
import { Logs } from "./logs/logs.ts";
import { Losses } from "./losses.ts";
import { type MetricInput, Metrics } from "./metrics.ts";
import type { Settings } from "./options.ts";
import { Outbox } from "./outbox.ts";
import { runOwnSpan } from "./own-span.ts";
import { type Place, RequestScope } from "./request-scope.ts";
import { toRollup } from "./rollups.ts";
import { type Statement, Statements } from "./statements.ts";
import { keepTickShape } from "./tick-shape.ts";
import { readTraceParent, type TraceHeaders } from "./trace-context.ts";

/** What the SDK did so far. Requests, unless another unit is named. */
export interface VigieStats {
  /** Counted since the start. */
  recorded: number;
  /** Of these: packed into batches. */
  sent: number;
  /** Of these: stored by Vigie, by its own word. */
  acknowledged: number;
  /** Counted, and lost: the queue overflowed, a batch was refused, or the process closed first. */
  dropped: number;
  /** Bytes that wait for Vigie, compressed. */
  queueBytes: number;
  /** Batches that wait for Vigie. */
  queueBatches: number;
  /** Endpoints counted under their own name. */
  endpoints: number;
}

/** While a send fails or hangs, batches are cut this seldom, so that an outage costs few of them. */
const CUT_WHILE_BUSY_MS = 10_000;
/** While somebody follows logs live they are sent this often. */
const FOLLOWED_EVERY_MS = 200;
const FORGET_EVERY_MS = 60_000;

/**
 * The part that decides; adapters and recorders only translate. Everything that is called from a request's path
 * returns at once and never throws.
 */
export class Core {
  readonly settings: Settings;
  /** Undefined when `asyncContext` is off. */
  readonly context: AsyncLocalStorage<Place | undefined> | undefined;
  readonly endpoints: Endpoints;
  readonly statements = new Statements();
  readonly #clock = new Clock();
  readonly #losses = new Losses();
  readonly #aggregate: Aggregate;
  readonly #errors: ErrorGroups;
  readonly #exemplars: Exemplars;
  readonly #metrics: Metrics;
  readonly #logs: Logs;
  readonly #outbox: Outbox;
  readonly #timers: NodeJS.Timeout[];
  #recorded = 0;
  #lastCut = performance.now();
  #lastForgotten = performance.now();
  #closed: Promise<void> | undefined;

  constructor(settings: Settings) {
    this.settings = settings;
    this.context = settings.asyncContext ? new AsyncLocalStorage() : undefined;
    this.endpoints = new Endpoints(settings.endpointLimit, compileIgnore(settings.ignore));
    this.#aggregate = new Aggregate(this.#clock, this.endpoints);
    this.#errors = new ErrorGroups({
      sourceMaps: settings.sourceMaps,
      folder: workingFolder(),
      timeOf: (at) => this.#clock.at(at),
      redact: settings.redact,
    });
    this.#exemplars = new Exemplars(settings.exemplarsPerSecond);
    this.#metrics = new Metrics(this.#clock, this.#losses);
    this.#logs = new Logs(this.#losses, settings.redact, () => this.outside(() => this.#cutLogs()));
    this.#outbox = new Outbox({
      settings,
      clock: this.#clock,
      losses: this.#losses,
      logs: this.#logs,
      beforeCorrection: () => {
        this.#cut();
        queueMicrotask(() => this.#aggregate.retime(performance.now()));
      },
      fault: (error) => this.fault(error),
    });
    this.#timers = this.outside(() => [
      setInterval(() => this.#tick(), settings.flushIntervalMs).unref(),
      setInterval(() => this.#cutFollowed(), FOLLOWED_EVERY_MS).unref(),
    ]);
  }

  /** A request began. Adapters put the scope's trace id on the response, and give it back when it ends. */
  begin(rawHeaders: readonly string[] | undefined): RequestScope {
    try {
      return new RequestScope(rawHeaders === undefined ? undefined : readTraceParent(rawHeaders));
    } catch (error) {
      this.fault(error);
      return new RequestScope(undefined);
    }
  }

  /** A request ended at `endedAt`, by `performance.now()`; `failure` is what went wrong in it. */
  finish(request: FinishedRequest, failure?: Failure, endedAt = performance.now()): void {
    try {
      if (request.endpoint.ignored || this.#closed !== undefined) return;
      let endpoint: Endpoint = request.endpoint;
      if (!endpoint.admitted) {
        endpoint = this.endpoints.admit(endpoint);
        if (endpoint === this.endpoints.other) this.#losses.add("endpoints", "endpoint-limit");
      }
      this.#recorded++;
      request.scope.endpoint = endpoint;
      request.scope.end(endedAt, request.durationMs);
      const error =
        failure === undefined && request.status < 500
          ? undefined
          : this.#errors.add(request, endpoint, endedAt, failure);
      const slowest = this.#aggregate.add(endpoint, request, endedAt, error);
      this.#exemplars.offer(request, endpoint, endedAt, slowest, error);
    } catch (error) {
      this.fault(error);
    }
  }

  /** Runs what an adapter must do around a request; a fault in it is told, and the request goes on without it. */
  guard<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.fault(error);
      return undefined;
    }
  }

  /** The scope of the request that the caller works for. */
  scope(): RequestScope | undefined {
    return this.context?.getStore()?.request;
  }

  /** Where in that request the caller is. */
  place(): Place | undefined {
    return this.context?.getStore();
  }

  /** Headers that continue the trace of that request. */
  traceHeaders(): TraceHeaders | Record<string, never> {
    const place = this.place();
    return place === undefined ? {} : place.request.headers(place.spanId);
  }

  /** Runs the SDK's own work in no request's scope, so that it is never traced as a part of one. */
  outside<T>(work: () => T): T {
    // `run` makes Node follow all asynchronous work from then on, which a process that never has a request need not pay for.
    return this.context?.getStore() === undefined ? work() : this.context.run(undefined, work);
  }

  /** An error that the host handled, in the request that the caller works for; outside of one it belongs to no endpoint. */
  error(error: unknown): void {
    try {
      const scope = this.scope();
      if (scope !== undefined) noteFailure(scope, error, true);
    } catch (fault) {
      this.fault(fault);
    }
  }

  /** Runs `work` as a step of the request that the caller works for. Outside of one it just runs it. */
  span<T>(name: string, work: () => T): T {
    const place = this.place();
    return place === undefined || this.context === undefined ? work() : runOwnSpan(this.context, place, name, work);
  }

  /** Adds to what is told of the request that the caller works for, if it is kept. */
  annotate(attributes: Readonly<Record<string, unknown>>): void {
    this.guard(() => this.scope()?.annotate(attributes));
  }

  /** A log as the host gives it, written in the request `scope`. */
  log(given: GivenLog, scope = this.scope()): void {
    try {
      if (this.#closed === undefined) this.#logs.add(readGiven(given, this.settings.redact), scope);
    } catch (error) {
      this.#losses.add("logs", "invalid");
      this.fault(error);
    }
  }

  /** A line as a logger wrote it, which `reader` understands. Costs the host a fraction of a microsecond. */
  logLine(line: string, reader: LineReader): void {
    try {
      if (this.#closed === undefined) this.#logs.addLine(String(line), reader, this.scope());
    } catch (error) {
      this.fault(error);
    }
  }

  metric(input: MetricInput): void {
    try {
      if (this.#closed === undefined) this.#metrics.add(input);
    } catch (error) {
      this.#losses.add("metrics", "invalid");
      this.fault(error);
    }
  }

  /** Whether anything waits to be sent. */
  get pending(): boolean {
    return this.#anything || !this.#outbox.idle;
  }

  /** Sends everything now. Resolves when it is stored or an attempt failed; never rejects. */
  async flush(): Promise<void> {
    // The SDK's own sockets and timers do not keep the process alive; somebody awaits this, so it must.
    const hold = setInterval(() => {}, 60_000);
    try {
      await this.outside(async () => {
        this.#cut();
        await this.#outbox.drain();
      });
    } catch (error) {
      this.fault(error);
    } finally {
      clearInterval(hold);
    }
  }

  /** Like flush, within `closeTimeoutMs`. */
  async flushInTime(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.settings.closeTimeoutMs);
    });
    await Promise.race([this.flush(), late]);
    clearTimeout(timer);
  }

  /** The last flush; afterwards nothing is recorded. What could not be sent counts as dropped. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#timers.forEach(clearInterval);
    await this.flushInTime();
    this.#outbox.close();
  }

  stats(): VigieStats {
    return { recorded: this.#recorded, ...this.#outbox.stats, endpoints: this.endpoints.count };
  }

  get #anything(): boolean {
    return this.#aggregate.any || this.#metrics.any || this.#logs.any || this.#losses.any;
  }

  #tick(): void {
    keepTickShape();
    try {
      const now = performance.now();
      this.#clock.anchor();
      this.#aggregate.retime(now);
      if (now - this.#lastForgotten > FORGET_EVERY_MS) {
        this.#lastForgotten = now;
        this.endpoints.forgetUnseen(this.#clock.now() / 1000);
        this.statements.forgetUnseen();
        this.#errors.forgetUnseen(now);
      }
      if (this.#outbox.idle || now - this.#lastCut >= CUT_WHILE_BUSY_MS) this.#cut();
      this.#outbox.kick();
    } catch (error) {
      this.fault(error);
    }
  }

  /** Takes what was counted since the last cut, packs it off the request path, and queues it. */
  #cut(): void {
    const now = performance.now();
    this.#lastCut = now;
    if (!this.#anything) {
      this.#exemplars.take(now, this.#telling(new Map()));
      return;
    }
    const rollups: BatchRollup[] = [];
    const statements = new Map<string, Statement>();
    this.#aggregate.take((cell) => {
      rollups.push(toRollup(cell, this.#losses));
      for (const statement of cell.statements?.keys() ?? []) statements.set(statement.fingerprint, statement);
    });
    const kept = this.#exemplars.take(now, this.#telling(statements));
    this.#losses.add("exemplars", "budget", kept.errorsNotKept);
    const harvest: Harvest = {
      rollups,
      requests: kept.requests,
      metrics: this.#metrics.take(),
      losses: this.#losses.take(),
      errors: new Map(),
      statements,
      logs: [],
    };
    this.#outbox.put(harvest, this.#errors.settle(harvest));
  }

  /** Only the logs that wait, of which there are many. */
  #cutLogs(): void {
    const nothing = { rollups: [], requests: [], metrics: [], losses: [], errors: new Map(), statements: new Map() };
    this.#outbox.put({ ...nothing, logs: [] });
  }

  #cutFollowed(): void {
    if (this.#outbox.hasReaders && this.#logs.any) this.#cutLogs();
  }

  /** What a kept request is told with; the statements of its spans are added to `statements`. */
  #telling(statements: Map<string, Statement>): Telling {
    return {
      timeOf: (at) => this.#clock.at(at),
      statementOf: (sql) => this.statements.of(sql),
      mention: (statement) => statements.set(statement.fingerprint, statement),
      fault: (error) => this.fault(error),
      redact: this.settings.redact,
    };
  }

  /** A fault of our own: told, never thrown. */
  fault(error: unknown): void {
    this.settings.problems.tell("internal", `Vigie: a fault inside the SDK: ${String(error)}`, error);
  }
}
