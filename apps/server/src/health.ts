import { problemOf, type Store } from "@vigie/storage";

/** What `/health` answers to anybody: nothing that is secret. */
export interface Health {
  status: "ok" | "degraded" | "critical";
  version: string;
  uptimeSeconds: number;
  store: { ok: true; latencyMs: number } | { ok: false; problem: string };
  /** Parts whose collector has no figures right now. */
  unreachable: string[];
}

const STORE_TIMEOUT_MS = 2_000;

export interface HealthOptions {
  store: Store;
  version: string;
  unreachable: () => string[];
}

/** Asks the store at most once a second, however often it is asked itself. */
export function createHealth({ store, version, unreachable }: HealthOptions): () => Promise<Health> {
  const startedMs = performance.now();
  let last: { atMs: number; answer: Promise<Health["store"]> } | undefined;
  return async () => {
    if (!last || performance.now() - last.atMs > 1_000) last = { atMs: performance.now(), answer: askStore(store) };
    const answer = await last.answer;
    const missing = unreachable();
    return {
      status: !answer.ok ? "critical" : missing.length > 0 ? "degraded" : "ok",
      version,
      uptimeSeconds: Math.round((performance.now() - startedMs) / 1000),
      store: answer,
      unreachable: missing,
    };
  };
}

async function askStore(store: Store): Promise<Health["store"]> {
  const startedMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      store.sql`SELECT 1`,
      new Promise<never>((_, fail) => {
        timer = setTimeout(() => fail(new Error(`no answer within ${STORE_TIMEOUT_MS / 1000} s`)), STORE_TIMEOUT_MS);
      }),
    ]);
    return { ok: true, latencyMs: Math.round((performance.now() - startedMs) * 10) / 10 };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  } finally {
    clearTimeout(timer);
  }
}
