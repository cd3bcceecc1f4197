import { hostileRequest } from "./requests.ts";
import { sendBytes } from "./send.ts";

export interface HostileRunOptions {
  url: string;
  /** VIGIE_ADMIN_TOKEN of that server. */
  token: string;
  count: number;
  seed: number;
  /** Connections at once. Default 16. */
  concurrency?: number;
}

/** An answer that should not have been. */
export interface HostileFailure {
  /** Its number: with the seed it can be sent again. */
  index: number;
  kind: string;
  /** Null: none came. */
  status: number | null;
  ms: number;
  /** Beginnings of what was sent and answered. */
  sent: string;
  answered: string;
}

export interface HostileReport {
  /** How many were sent. */
  count: number;
  /** How many were answered so; `none` for those that were let go without an answer, as they may be. */
  byStatus: Record<string, number>;
  /** By what was hostile of them. */
  byKind: Record<string, number>;
  /** Answers of 500, none at all, or later than 30 s. After fifty nothing more is sent. */
  failures: HostileFailure[];
  slowest: { ms: number; index: number; kind: string };
  /** `/health`, asked all the while. */
  health: { asked: number; failed: number; slowestMs: number };
  seconds: number;
}

/** What has no answer by then has none. */
const ANSWER_WITHIN_MS = 30_000;
const HEALTH_EVERY_MS = 100;
const FAILURES = 50;

/** Sends hostile requests to a Vigie and tells what became of them. Throws nothing: what went wrong is in the report. */
export async function runHostile({
  url,
  token,
  count,
  seed,
  concurrency = 16,
}: HostileRunOptions): Promise<HostileReport> {
  const { hostname: host, port } = new URL(url);
  const report: HostileReport = {
    count: 0,
    byStatus: {},
    byKind: {},
    failures: [],
    slowest: { ms: 0, index: -1, kind: "" },
    health: { asked: 0, failed: 0, slowestMs: 0 },
    seconds: 0,
  };
  const startedMs = performance.now();
  let next = 0;
  const sender = async () => {
    // A server that is gone would have all the others wait for nothing.
    while (next < count && report.failures.length < FAILURES) {
      const index = next++;
      const request = hostileRequest(index, { token, seed, nowMs: Date.now() });
      const answer = await sendBytes(request, { host, port: Number(port), timeoutMs: ANSWER_WITHIN_MS });
      note(report, index, request, answer);
    }
  };
  const watching = watchHealth(url, report.health);
  await Promise.all(Array.from({ length: concurrency }, sender));
  await watching.stop();
  report.seconds = (performance.now() - startedMs) / 1000;
  return report;
}

type Sent = ReturnType<typeof hostileRequest>;
type Answered = Awaited<ReturnType<typeof sendBytes>>;

function note(report: HostileReport, index: number, request: Sent, { status, ms, text, wasClosed }: Answered): void {
  const { kind, bytes, hangsUp, mayBeReset } = request;
  report.count++;
  const name = status === null ? "none" : String(status);
  report.byStatus[name] = (report.byStatus[name] ?? 0) + 1;
  report.byKind[kind] = (report.byKind[kind] ?? 0) + 1;
  if (ms > report.slowest.ms) report.slowest = { ms, index, kind };
  if (status === null ? wasClosed && (hangsUp || mayBeReset) : status !== 500) return;
  const [sent, answered] = [bytes.subarray(0, 2_000).toString("latin1"), text.slice(0, 2_000)];
  report.failures.push({ index, kind, status, ms, sent, answered });
}

function watchHealth(url: string, health: HostileReport["health"]): { stop(): Promise<void> } {
  let isOver = false;
  const watch = async () => {
    while (!isOver) {
      const startedMs = performance.now();
      const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch(() => null);
      await answer?.arrayBuffer();
      health.asked++;
      if (!answer?.ok) health.failed++;
      health.slowestMs = Math.max(health.slowestMs, performance.now() - startedMs);
      await new Promise((done) => setTimeout(done, HEALTH_EVERY_MS));
    }
  };
  const watching = watch();
  return {
    async stop() {
      isOver = true;
      await watching;
    },
  };
}
