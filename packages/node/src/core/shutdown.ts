import { isMainThread } from "node:worker_threads";
import type { Core } from "./core.ts";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;
type Signal = (typeof SIGNALS)[number];

/** Those whose last figures are to be sent when the process ends. One set of listeners serves all. */
const open = new Set<Core>();

/** Sends the last figures of `core` when the process ends, until the returned function is called. */
export function flushAtEnd(core: Core): () => void {
  open.add(core);
  if (open.size === 1) listen();
  return () => {
    if (open.delete(core) && open.size === 0) unlisten();
  };
}

function listen(): void {
  process.on("beforeExit", onBeforeExit);
  // Workers get no signals.
  if (!isMainThread) return;
  for (const signal of SIGNALS) process.prependListener(signal, onSignal);
  process.on("newListener", stayFirst);
}

function unlisten(): void {
  process.off("beforeExit", onBeforeExit);
  process.off("newListener", stayFirst);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

function onBeforeExit(): void {
  // Keeps the process alive until it settles, in bounded time; then beforeExit comes again, with nothing pending.
  for (const core of open) {
    if (!core.pending) continue;
    stopWatching(core);
    void core.flushInTime();
  }
}

/** One try: a Vigie that is away must not hold the process in a loop of beforeExit events. */
function stopWatching(core: Core): void {
  open.delete(core);
  if (open.size === 0) unlisten();
}

/**
 * A listener takes away a signal's default action, which is to end the process. So: when nobody else listens, the
 * figures are sent and the signal is raised again, without a listener, so that the process ends by it as it would
 * have. When the host listens, how to end is its business, and the figures are only sent.
 */
function onSignal(signal: NodeJS.Signals): void {
  const alone = process.listenerCount(signal) - 1 - signalExitListeners() <= 0;
  const flushed = Promise.all([...open].map((core) => core.flushInTime()));
  if (!alone) return;
  // Without it a second signal acts at once.
  process.off("newListener", stayFirst);
  process.off(signal, onSignal);
  void flushed.finally(() => process.kill(process.pid, signal));
}

/**
 * A `once` listener of the host that ran before would be gone from the list, and the host would seem not to listen.
 * So this one is always the first.
 */
function stayFirst(event: string | symbol, listener: unknown): void {
  if (listener === onSignal || !isSignal(event)) return;
  queueMicrotask(() => {
    if (open.size === 0 || process.listeners(event)[0] === onSignal) return;
    process.off(event, onSignal);
    process.prependListener(event, onSignal);
  });
}

function isSignal(event: string | symbol): event is Signal {
  return (SIGNALS as readonly (string | symbol)[]).includes(event);
}

/**
 * The package signal-exit raises a signal again only when all listeners are its own, and counts itself in public for
 * others of its kind. Two that each wait for the other to end the process would swallow the signal.
 */
function signalExitListeners(): number {
  const v3 = (process as { __signal_exit_emitter__?: { count?: unknown } }).__signal_exit_emitter__?.count;
  const v4 = (globalThis as Record<symbol, { count?: unknown } | undefined>)[Symbol.for("signal-exit emitter")]?.count;
  return (typeof v3 === "number" ? v3 : 0) + (typeof v4 === "number" ? v4 : 0);
}
