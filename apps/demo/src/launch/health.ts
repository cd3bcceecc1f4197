import { setTimeout as sleep } from "node:timers/promises";

const ASK_EVERY_MS = 150;

/** What `/health` at this address says, or null when nothing (or nothing of ours) answers. */
export async function askHealth(url: string): Promise<"ok" | "degraded" | "critical" | null> {
  const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
  const body: unknown = await answer?.json().catch(() => null);
  const status = typeof body === "object" && body !== null && "status" in body ? body.status : null;
  return status === "ok" || status === "degraded" || status === "critical" ? status : null;
}

/** Resolves when it answers and can work. Rejects after the time is over, or when `stopped` is aborted. */
export async function untilHealthy(
  url: string,
  { seconds, stopped }: { seconds: number; stopped: AbortSignal },
): Promise<void> {
  const deadline = performance.now() + seconds * 1_000;
  for (;;) {
    const status = await askHealth(url);
    stopped.throwIfAborted();
    if (status === "ok" || status === "degraded") return;
    if (performance.now() > deadline) throw new Error(`${url}/health has not answered well for ${seconds} s.`);
    await sleep(ASK_EVERY_MS, undefined, { signal: stopped });
  }
}
