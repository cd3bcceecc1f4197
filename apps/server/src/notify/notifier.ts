import { setTimeout as sleep } from "node:timers/promises";
import type { ChannelProblem, ChannelSettings, ChannelTest } from "@vigie/api";
import { VigieError } from "@vigie/protocol";
import { uuidV7 } from "@vigie/series";
import {
  type ClaimedMessage,
  claimMessage,
  noteFailure,
  noteSent,
  problemOf,
  readChannel,
  readDueChannels,
  type Store,
  type StoredChannel,
  suppressOfChannelsOff,
  suppressWhatIsOver,
} from "@vigie/storage";
import type { Delivery } from "./delivery.ts";
import { messageOf, testMessage } from "./message.ts";
import { isQuiet } from "./quiet-hours.ts";
import { nextAttemptMs } from "./retry.ts";
import { createSender, type SendSettings } from "./send.ts";

const LOOK_EVERY_MS = 2_000;
/** Longer than any sending takes: meanwhile nobody else takes the message. */
const LEASE_MS = 60_000;
/** How long stopping waits for an answer that is under way. */
const DRAIN_MS = 1_500;
const NOTE_AGAIN_MS = 1_000;

export interface NotifierSettings extends SendSettings {
  /** Where the page is, without a slash at its end: for links. */
  publicUrl: () => string;
}

export interface NotifierOptions {
  store: Store;
  /** Whether this server is the one that sends. Throws when that cannot be said. */
  leads: () => Promise<boolean>;
  now: () => number;
  /** One line for Vigie's own log. */
  report: (line: string) => void;
  settings: NotifierSettings;
  /** Default 2 s. */
  everyMs?: number;
}

export interface Notifier {
  /** Something was written to be sent: it is looked at now. */
  wake(): void;
  /** Sends one message that says that it is a test, now, whoever leads. Throws CHANNEL_UNKNOWN. */
  test(channelId: number): Promise<ChannelTest>;
  /** Why nothing could ever be sent there; null: it could. */
  problemWith(settings: ChannelSettings): ChannelProblem | null;
  /** Resolves when nothing is due and nothing is under way any more: for tests. */
  idle(): Promise<void>;
  /** Finishes what is under way, within two seconds. */
  stop(): Promise<void>;
}

/** Sends what waits in the outbox: looks every 2 s, or when woken, and sends to all channels at once, to each one message at a time. */
export function startNotifier({
  store,
  leads,
  now,
  report,
  settings,
  everyMs = LOOK_EVERY_MS,
}: NotifierOptions): Notifier {
  const sender = createSender(settings);
  const stopping = new AbortController();
  const sending = new Map<number, Promise<void>>();
  const failing = new Set<number>();
  let looking: Promise<void> | null = null;
  let wokenMeanwhile = false;
  let isStoreAway = false;

  async function look(): Promise<void> {
    try {
      if (!(await leads())) return;
      await suppressWhatIsOver(store.sql, now());
      await suppressOfChannelsOff(store.sql, now());
      for (const channelId of await readDueChannels(store.sql, now())) {
        if (sending.has(channelId) || stopping.signal.aborted) continue;
        sending.set(
          channelId,
          sendTo(channelId)
            .catch(reportStore)
            .finally(() => sending.delete(channelId)),
        );
      }
      isStoreAway = false;
    } catch (error) {
      reportStore(error);
    }
  }

  function reportStore(error: unknown): void {
    if (!isStoreAway && !stopping.signal.aborted) {
      report(`Notifications wait: the store does not answer: ${problemOf(error)}`);
    }
    isStoreAway = true;
  }

  async function sendTo(channelId: number): Promise<void> {
    for (;;) {
      if (stopping.signal.aborted) return;
      const claimed = await claimMessage(store.sql, { channelId, nowMs: now(), leaseMs: LEASE_MS, holdsBack });
      if (claimed === null) return;
      const message = messageOf(claimed, { publicUrl: settings.publicUrl() });
      const delivery = await sender.send(claimed.channel.settings, message, stopping.signal);
      reportChannel(claimed.channel, delivery);
      await noteForSure(claimed, delivery);
      if (!delivery.arrived && !delivery.isFinal) return;
    }
  }

  function holdsBack({ quietHours }: StoredChannel, severity: string): boolean {
    if (quietHours === null || (quietHours.exceptCritical && severity === "critical")) return false;
    return isQuiet(quietHours, now());
  }

  /** It was sent: as long as the lease lasts it is tried to note that, lest it is sent again. */
  async function noteForSure(claimed: ClaimedMessage, delivery: Delivery): Promise<void> {
    const untilMs = performance.now() + LEASE_MS;
    for (;;) {
      try {
        return await note(claimed, delivery);
      } catch (error) {
        if (stopping.signal.aborted || performance.now() > untilMs) throw error;
        reportStore(error);
        await sleep(NOTE_AGAIN_MS);
      }
    }
  }

  async function note(claimed: ClaimedMessage, delivery: Delivery): Promise<void> {
    const nowMs = now();
    if (delivery.arrived) return noteSent(store.sql, { messageId: claimed.id, nowMs, note: delivery.note });
    const { attempt, firstTriedMs, wasInDoubt } = claimed;
    const { problem, isFinal, mayHaveArrived, retryAfterMs } = delivery;
    const againMs = isFinal ? null : nextAttemptMs({ attempt, nowMs, firstTriedMs, retryAfterMs });
    const isGivenUp = againMs === null && !isFinal;
    await noteFailure(store.sql, claimed, {
      nowMs,
      problem: isGivenUp ? `Given up after ${attempt} attempts in 24 h: ${problem}` : problem,
      againMs,
      isInDoubt: wasInDoubt || mayHaveArrived,
    });
  }

  function reportChannel({ id, name }: StoredChannel, delivery: Delivery): void {
    if (delivery.arrived) {
      if (failing.delete(id)) report(`Notifications arrive again at the channel ${name}.`);
    } else if (!failing.has(id)) {
      failing.add(id);
      report(`A notification did not arrive at the channel ${name}: ${delivery.problem} ${delivery.remedy}`);
    }
  }

  function wake(): void {
    if (stopping.signal.aborted) return;
    if (looking) {
      wokenMeanwhile = true;
      return;
    }
    looking = look().finally(() => {
      looking = null;
      if (!wokenMeanwhile) return;
      wokenMeanwhile = false;
      wake();
    });
  }

  wake();
  const timer = setInterval(wake, everyMs);

  return {
    wake,
    problemWith: (given) => sender.problemWith(given),
    async test(channelId) {
      const channel = await readChannel(store.sql, channelId);
      if (channel === null) throw new VigieError("CHANNEL_UNKNOWN", { id: channelId });
      const message = testMessage(uuidV7(now()), channel.name, settings.publicUrl());
      const startedMs = performance.now();
      const delivery = await sender.send(channel.settings, message, stopping.signal);
      if (!delivery.arrived) return { ok: false, problem: delivery.problem, remedy: delivery.remedy };
      if (delivery.note !== null) {
        return { ok: false, problem: delivery.note, remedy: "Correct or remove these addresses." };
      }
      return { ok: true, ms: Math.round(performance.now() - startedMs) };
    },
    async idle() {
      do {
        wake();
        while (looking) await looking;
        await Promise.all(sending.values());
      } while (looking || sending.size > 0);
    },
    async stop() {
      clearInterval(timer);
      const done = Promise.allSettled([looking, ...sending.values()]);
      const waited = new AbortController();
      await Promise.race([done, sleep(DRAIN_MS, undefined, { signal: waited.signal }).catch(() => {})]);
      waited.abort();
      stopping.abort();
      // Who was asked and has not answered is asked again with the same id: that is noted, too.
      await Promise.allSettled([looking, ...sending.values()]);
    },
  };
}
