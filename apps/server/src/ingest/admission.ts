import { LIMITS, VigieError } from "@vigie/protocol";
import { Shares } from "./shares.ts";

/** A batch on its way through this server, from its headers to its answer. */
export interface Place {
  readonly sender: string;
  /** When its headers came, by `performance.now()`. */
  readonly since: number;
  /** The body is there, and has so many bytes. */
  received(bytes: number): void;
  /** One more that works on it: it is free once all of them left. False when they have. */
  hold(): boolean;
  leave(): void;
}

interface Admission {
  /**
   * A place for a batch of this sender, taken by one. `announcedBytes`: of its body, undefined when its sender does not say.
   * Throws RATE_LIMITED when the sender holds its share already, OVERLOADED when there is no room for anybody.
   */
  enter(sender: string, announcedBytes: number | undefined): Place;
}

/** A sender is asked to wait as long as the oldest of its batches has waited so far, within these bounds, seconds. */
const SHORTEST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 10;

interface AdmissionLimits {
  /** In progress at once, of all senders. */
  batches: number;
  bytes: number;
}

/** Lets batches in as long as there is room, in fair shares: decided by the headers, before a byte of the body is read. */
export function createAdmission(
  limits: AdmissionLimits = { batches: LIMITS.batchesInProgress, bytes: LIMITS.bytesInProgress },
): Admission {
  const batches = new Shares(limits.batches);
  const bytes = new Shares(limits.bytes);
  /** In the order in which they came, by sender. */
  const places = new Map<string, Set<Place>>();

  const refusal = (sender: string, expected: number): VigieError => {
    if (batches.free < 1 || bytes.free < expected)
      return new VigieError("OVERLOADED", { pending: batches.total, bytes: bytes.total });
    const [oldest] = places.get(sender) ?? [];
    const waitedSeconds = oldest === undefined ? 0 : Math.ceil((performance.now() - oldest.since) / 1000);
    const [unit, share, held] = batches.hasRoom(sender, 1)
      ? ["bytes", bytes.free, bytes.heldBy(sender)]
      : ["batches", batches.free, batches.heldBy(sender)];
    return new VigieError("RATE_LIMITED", {
      held,
      share,
      unit,
      waitSeconds: Math.min(LONGEST_WAIT_SECONDS, Math.max(SHORTEST_WAIT_SECONDS, waitedSeconds)),
    });
  };

  return {
    enter(sender, announcedBytes) {
      let size = Math.min(announcedBytes ?? LIMITS.compressedBytes, LIMITS.compressedBytes);
      if (!batches.hasRoom(sender, 1) || !bytes.hasRoom(sender, size)) throw refusal(sender, size);
      batches.take(sender, 1);
      bytes.take(sender, size);
      let holders = 1;
      const place: Place = {
        sender,
        since: performance.now(),
        received(received) {
          bytes.take(sender, received - size);
          size = received;
        },
        hold() {
          if (holders > 0) holders++;
          return holders > 0;
        },
        leave() {
          if (--holders !== 0) return;
          batches.take(sender, -1);
          bytes.take(sender, -size);
          const own = places.get(sender);
          own?.delete(place);
          if (own?.size === 0) places.delete(sender);
        },
      };
      const own = places.get(sender) ?? new Set();
      places.set(sender, own.add(place));
      return place;
    },
  };
}
