import { shiftBatch } from "./batches.ts";
import type { Clock } from "./clock.ts";
import type { Problems } from "./problems.ts";
import type { Queue, Shipment } from "./queue.ts";
import type { Outcome, Transport } from "./transport.ts";

/** No seldomer than this, so that what waits arrives within seconds of Vigie's return; still less often than in good times. */
const LONGEST_BACKOFF_MS = 3_000;
const UNAUTHORIZED_MS = 30_000;
/** How often in a row a batch's times are corrected before it waits like any other failure. */
const CORRECTIONS = 3;

/** Sends the queue, one batch at a time, oldest first; waits longer after each failure. */
export class Sender {
  readonly #queue: Queue;
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #problems: Problems;
  readonly #backoffMs: number;
  /** Called before the clock's correction changes what new times mean. */
  readonly #beforeCorrection: () => void;
  #running: Promise<void> | undefined;
  #failures = 0;
  #corrections = 0;
  #notBefore = 0;
  #readers = 0;

  constructor(parts: {
    queue: Queue;
    transport: Transport;
    clock: Clock;
    problems: Problems;
    backoffMs: number;
    beforeCorrection: () => void;
  }) {
    this.#queue = parts.queue;
    this.#transport = parts.transport;
    this.#clock = parts.clock;
    this.#problems = parts.problems;
    this.#backoffMs = parts.backoffMs;
    this.#beforeCorrection = parts.beforeCorrection;
  }

  /** Somebody follows logs live, by Vigie's last answer. */
  get hasReaders(): boolean {
    return this.#readers > 0;
  }

  /** The same, while Vigie answers that it cannot store. */
  get isShowing(): boolean {
    return this.#readers > 0 && this.#failures > 0;
  }

  /** Nothing in flight and nothing waiting. */
  get idle(): boolean {
    return this.#running === undefined && this.#queue.length === 0;
  }

  /** Sends what waits, unless a failure asked for patience. */
  kick(): void {
    if (this.#running === undefined && this.#queue.length > 0 && performance.now() >= this.#notBefore) {
      void this.#start();
    }
  }

  /** Sends what waits now, whatever happened before. Resolves when the queue is empty or an attempt failed. */
  async drain(): Promise<void> {
    await this.#running;
    await this.#start();
  }

  #start(): Promise<void> {
    this.#running ??= this.#sendAll().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #sendAll(): Promise<void> {
    for (let shipment = this.#queue.next(); shipment !== undefined; shipment = this.#queue.next()) {
      try {
        if (!shipment.unsure) await this.#correct(shipment);
        const sentAt = performance.now();
        const outcome = await this.#transport.deliver(shipment.parcel, shipment.id, this.#clock.at(sentAt));
        if (!this.#settle(shipment, outcome, sentAt)) return;
      } catch (error) {
        this.#problems.tell("internal", `Vigie: sending failed: ${String(error)}`, error);
        this.#wait();
        return;
      } finally {
        this.#queue.landed();
      }
    }
  }

  /** Acts on an outcome; returns whether to go on with the next batch at once. */
  #settle(shipment: Shipment, outcome: Outcome, sentAt: number): boolean {
    this.#readers = "readers" in outcome ? (outcome.readers ?? 0) : 0;
    switch (outcome.kind) {
      case "stored":
        this.#queue.acknowledge(shipment);
        this.#failures = 0;
        this.#corrections = 0;
        this.#learn(outcome.serverTime, sentAt);
        return true;
      case "skewed":
        // Nothing was stored, by the server's word; so it may go under a new id.
        shipment.unsure = false;
        this.#learn(outcome.serverTime, sentAt);
        if (shipment.offsetMs === this.#clock.offsetMs) return this.#refused(shipment, "its times are off");
        this.#problems.tell("clock", "Vigie: this machine's clock is off; times are corrected by the server's.");
        if (++this.#corrections <= CORRECTIONS) return true;
        this.#wait();
        return false;
      case "refused":
        return this.#refused(shipment, outcome.problem);
      case "unauthorized":
        this.#problems.tell("unauthorized", `Vigie asks for a valid token (VIGIE_TOKEN): ${outcome.problem}`);
        this.#wait(UNAUTHORIZED_MS);
        return false;
      case "failed":
        if (outcome.unsure) shipment.unsure = true;
        this.#problems.tell("unreachable", `Vigie cannot be reached, data is kept for later: ${outcome.problem}`);
        this.#wait(outcome.retryAfterMs);
        return false;
    }
  }

  #refused(shipment: Shipment, problem: string): false {
    this.#queue.drop(shipment, "refused");
    this.#problems.tell("refused", `Vigie refused a batch for ever, which was dropped: ${problem}`);
    this.#wait();
    return false;
  }

  #learn(serverTime: number, sentAt: number): void {
    const offsetMs = this.#clock.measure(serverTime, sentAt, performance.now());
    if (offsetMs === this.#clock.offsetMs) return;
    this.#beforeCorrection();
    this.#clock.correct(offsetMs);
  }

  /** A batch that was made before the clock was corrected gets the times it should have had. */
  async #correct(shipment: Shipment): Promise<void> {
    const offsetMs = this.#clock.offsetMs;
    if (shipment.offsetMs === offsetMs) return;
    const batch = await this.#transport.unpack(shipment.parcel);
    const shifted = shiftBatch(batch, offsetMs - shipment.offsetMs, this.#clock.now());
    this.#queue.replaceParcel(shipment, shifted.id, await this.#transport.pack(shifted), offsetMs);
  }

  /**
   * Exponential backoff with full jitter. Where the server says how long to wait, as long as that and up to as much again: of a thousand
   * that were asked at once, all would come back at once.
   */
  #wait(askedMs?: number): void {
    const backoffMs = Math.min(LONGEST_BACKOFF_MS, this.#backoffMs * 2 ** Math.min(this.#failures++, 16));
    const jitterMs = askedMs === undefined ? backoffMs : Math.min(backoffMs, Math.max(askedMs, this.#backoffMs));
    this.#notBefore = performance.now() + (askedMs ?? 0) + Math.random() * jitterMs;
  }
}
