import type { BatchLoss } from "@vigie/protocol";
import type { Losses } from "./losses.ts";
import type { Parcel } from "./transport.ts";

/** A packed batch on its way, and what is lost when it is. */
export interface Shipment {
  id: string;
  parcel: Parcel;
  /** Requests that its rollups count. */
  readonly requests: number;
  readonly metrics: number;
  readonly logs: number;
  readonly losses: readonly BatchLoss[];
  /** The clock correction with which its times were made, milliseconds. */
  offsetMs: number;
  /**
   * An attempt ended without an answer, so that the server may have stored it. Only the server can tell (same id),
   * so it is never dropped for lack of room: it could end up stored *and* reported as dropped.
   */
  unsure: boolean;
}

/** Counts since the start, in requests. */
export interface Tally {
  sent: number;
  acknowledged: number;
  dropped: number;
}

/** Batches that wait for Vigie, oldest first, bounded by their bytes. */
export class Queue {
  readonly tally: Tally = { sent: 0, acknowledged: 0, dropped: 0 };
  #bytes = 0;
  #waiting: Shipment[] = [];
  readonly #limitBytes: number;
  readonly #losses: Losses;
  #inFlight: Shipment | undefined;

  constructor(limitBytes: number, losses: Losses) {
    this.#limitBytes = limitBytes;
    this.#losses = losses;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Adds a batch; when that is too much, the oldest ones go, and what they counted is reported with the next. */
  add(shipment: Shipment): void {
    this.tally.sent += shipment.requests;
    this.#waiting.push(shipment);
    this.#bytes += shipment.parcel.bytes;
    while (this.#bytes > this.#limitBytes) {
      const oldest = this.#waiting.find((other) => other !== this.#inFlight && !other.unsure);
      if (oldest === undefined) return;
      this.drop(oldest, "queue-full");
    }
  }

  /** The oldest batch, marked as in flight until it is resolved or `landed` is called. */
  next(): Shipment | undefined {
    this.#inFlight = this.#waiting[0];
    return this.#inFlight;
  }

  landed(): void {
    this.#inFlight = undefined;
  }

  /** Takes the place of what it was, after its times were corrected. */
  replaceParcel(shipment: Shipment, id: string, parcel: Parcel, offsetMs: number): void {
    this.#bytes += parcel.bytes - shipment.parcel.bytes;
    shipment.id = id;
    shipment.parcel = parcel;
    shipment.offsetMs = offsetMs;
  }

  acknowledge(shipment: Shipment): void {
    if (this.#remove(shipment)) this.tally.acknowledged += shipment.requests;
  }

  drop(shipment: Shipment, cause: "queue-full" | "refused" | "shutdown"): void {
    if (!this.#remove(shipment)) return;
    this.tally.dropped += shipment.requests;
    this.#losses.add("requests", cause, shipment.requests);
    this.#losses.add("metrics", cause, shipment.metrics);
    this.#losses.add("logs", cause, shipment.logs);
    // What it would have reported is still to be reported.
    this.#losses.addAll(shipment.losses);
  }

  dropAll(cause: "shutdown"): void {
    for (const shipment of [...this.#waiting]) this.drop(shipment, cause);
  }

  /** False when it was resolved before, as by `close` while an answer was awaited. */
  #remove(shipment: Shipment): boolean {
    const at = this.#waiting.indexOf(shipment);
    if (at === -1) return false;
    this.#waiting.splice(at, 1);
    this.#bytes -= shipment.parcel.bytes;
    if (this.#inFlight === shipment) this.#inFlight = undefined;
    return true;
  }
}
