import { setImmediate } from "node:timers/promises";
import { cutBatches, type Harvest } from "./batches.ts";
import type { Clock } from "./clock.ts";
import type { Logs } from "./logs/logs.ts";
import type { Losses } from "./losses.ts";
import type { Settings } from "./options.ts";
import { Queue, type Tally } from "./queue.ts";
import { Sender } from "./sender.ts";

/** Where things go that leave the process: packed into batches off the request's path, queued, sent. */
export class Outbox {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #logs: Logs;
  readonly #fault: (error: unknown) => void;
  readonly #queue: Queue;
  readonly #sender: Sender;
  #packing = Promise.resolve();

  constructor(parts: {
    settings: Settings;
    clock: Clock;
    losses: Losses;
    logs: Logs;
    /** Called before the clock's correction changes what new times mean. */
    beforeCorrection: () => void;
    fault: (error: unknown) => void;
  }) {
    const { settings, clock, losses, logs, beforeCorrection, fault } = parts;
    this.#settings = settings;
    this.#clock = clock;
    this.#logs = logs;
    this.#fault = fault;
    this.#queue = new Queue(settings.queueBytes, losses);
    this.#sender = new Sender({
      queue: this.#queue,
      transport: settings.transport,
      clock,
      problems: settings.problems,
      backoffMs: settings.backoffMs,
      beforeCorrection,
    });
  }

  /** Nothing in flight and nothing waiting. */
  get idle(): boolean {
    return this.#sender.idle;
  }

  /** Somebody follows logs live, by Vigie's last answer. */
  get hasReaders(): boolean {
    return this.#sender.hasReaders;
  }

  get stats(): Tally & { queueBytes: number; queueBatches: number } {
    return { ...this.#queue.tally, queueBytes: this.#queue.bytes, queueBatches: this.#queue.length };
  }

  /** Takes what was cut, and the logs that wait until now; when `settled`, they are packed. In a row, so that the queue keeps their order. */
  put(harvest: Harvest, settled?: Promise<void>): void {
    const { offsetMs } = this.#clock;
    const nowMs = this.#clock.now();
    const now = performance.now();
    const end = this.#logs.end;
    this.#packing = this.#packing
      .then(() => settled)
      .then(async () => {
        harvest.logs = await this.#logs.take(end, (at) => nowMs + at - now);
        await this.#pack(harvest, offsetMs, nowMs);
      })
      .catch(this.#fault);
  }

  /** `nowMs` is of the same clock as the times of the harvest, which may have been corrected since: a batch's id tells the time too. */
  async #pack(harvest: Harvest, offsetMs: number, nowMs: number): Promise<void> {
    const { resource, transport } = this.#settings;
    for (const { batch, logs, logCount } of cutBatches(harvest, resource, nowMs)) {
      const shipment = {
        id: batch.id,
        requests: batch.rollups.reduce((sum, rollup) => sum + rollup.count, 0),
        metrics: batch.metrics.length,
        logs: logCount,
        losses: batch.losses,
        offsetMs,
        unsure: false,
      };
      const parcel = await transport.pack(batch, logs);
      // What has to wait is shown meanwhile.
      if (this.#sender.isShowing && logs.length > 0) transport.preview(parcel);
      this.#queue.add({ ...shipment, parcel });
      this.#sender.kick();
      // Packing a large one takes milliseconds: the host's requests, and the sending of this one, come between.
      await setImmediate();
    }
  }

  /** Sends what waits, unless a failure asked for patience. */
  kick(): void {
    this.#sender.kick();
  }

  /** Sends everything now. Resolves when the queue is empty or an attempt failed. */
  async drain(): Promise<void> {
    await this.#packing;
    await this.#sender.drain();
  }

  /** What could not be sent counts as dropped. */
  close(): void {
    this.#logs.drop("shutdown");
    this.#queue.dropAll("shutdown");
    this.#settings.transport.close();
  }
}
