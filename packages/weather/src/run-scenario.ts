import { setTimeout as sleep } from "node:timers/promises";
import { type Balance, type Kind, takeBalance } from "./conservation.ts";
import type { Scenario, Stage } from "./scenario.ts";
import type { VisitWindow } from "./world/load.ts";
import { openWorld, type World } from "./world/world.ts";

export interface RunOptions {
  isShort: boolean;
  requestsPerSecond: number;
}

/** What became of one run. */
export interface RunResult {
  balance: Record<Kind, Balance>;
  /** From the end of the cause to the first batch that was acknowledged after it, seconds; null when none was. */
  recoveredSeconds: number | null;
  /** What the visitors of the service saw while it lasted, and those of the same service without Vigie. */
  service: Seen;
  bare: Seen;
  /** What Vigie answered from 500 up: `503 × 4`. */
  serverErrors: Map<number, number>;
  /** What the scenario says of itself. */
  said: string;
  /** What must not be, beside what the balance says. */
  problems: string[];
}

export interface Seen {
  errors: number;
  /** Median of the P99 of half seconds, milliseconds. */
  p99Ms: number;
}

const BEFORE = { long: 4, short: 1.5 };
const AFTER = { long: 4, short: 1 };
/** What has not recovered by then is not waited for, milliseconds. */
const RECOVERY_LIMIT_MS = 60_000;
const DELIVERY_LIMIT_MS = 90_000;

/** A world of its own, one fault in it, and what is left afterwards. Throws SkippedScenario. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<RunResult> {
  const place = await scenario.postgresWithin?.();
  try {
    await using world = await openWorld({ shiftMs: scenario.shiftMs, postgresWithin: place?.path });
    return await runIn(world, scenario, { ...options, postgresWithin: place?.path });
  } finally {
    await place?.[Symbol.asyncDispose]();
  }
}

/** One fault in a world that may have seen others: what is counted is counted from its beginning on. */
export async function runIn(
  world: World,
  scenario: Scenario,
  { isShort, requestsPerSecond, postgresWithin }: RunOptions & { postgresWithin?: string | undefined },
): Promise<RunResult> {
  const stage: Stage = {
    lasting: ({ long, short }) => sleep((isShort ? short : long) * 1_000),
    times: isShort ? 1 : 3,
    postgresWithin,
  };
  const { service, visitors, ports } = world;
  const problems: string[] = [];
  await visitors.ask("start", { ports: [ports.service, ports.bare], requestsPerSecond });
  await stage.lasting(BEFORE);
  // On a busy machine the first batch takes its time.
  await recovery(world);
  world.toVigie.serverErrors.clear();

  const beganMs = Date.now();
  const said = await scenario.fault(world, stage).catch((error: Error) => {
    problems.push(error.message);
    return undefined;
  });
  const recoveredSeconds = await recovery(world);
  const endedMs = Date.now();
  await stage.lasting(AFTER);

  const { exitCode, signalCode } = world.server.process;
  if (exitCode !== null || signalCode !== null)
    throw new Error(`the server ended with ${exitCode ?? signalCode}: ${world.server.output().slice(-2_000)}`);

  const windows = (await visitors.ask("stop")).filter(({ durations }) => durations.length > 0);
  if (!(await allDelivered(world))) problems.push("not all was delivered");
  await scenario.beforeCount?.(world);
  const done = await service.ask("done");
  const recorded = (await service.ask("stats"))?.recorded ?? 0;
  const balance = await takeBalance(world, done);
  if (recorded !== balance.requests.sent) problems.push(`the SDK recorded ${recorded} requests`);
  for (const status of world.toVigie.serverErrors.keys()) if (status !== 503) problems.push(`Vigie answered ${status}`);
  const during = windows.filter(({ startMs }) => startMs >= beganMs && startMs <= endedMs);
  const seen = (port: number): Seen => ({
    errors: windows.filter((window) => window.port === port).reduce((sum, { errors }) => sum + errors, 0),
    p99Ms: median(during.filter((window) => window.port === port).map(p99)),
  });
  return {
    balance,
    recoveredSeconds,
    service: seen(ports.service),
    bare: seen(ports.bare),
    serverErrors: world.toVigie.serverErrors,
    said: said ?? "",
    problems,
  };
}

/** Seconds until something more is acknowledged. */
async function recovery({ service }: World): Promise<number | null> {
  const began = performance.now();
  const acknowledged = async () => (await service.ask("stats"))?.acknowledged ?? 0;
  const before = await acknowledged();
  while (performance.now() - began < RECOVERY_LIMIT_MS) {
    if ((await acknowledged()) > before) return (performance.now() - began) / 1_000;
    await sleep(20);
  }
  return null;
}

/** Whether nothing waits any more, also of what was reported as lost on the way. */
async function allDelivered({ service }: World): Promise<boolean> {
  const began = performance.now();
  for (let settled = 0; performance.now() - began < DELIVERY_LIMIT_MS; await sleep(100)) {
    const stats = await service.ask("flush");
    if (stats === undefined) return false;
    const isSettled = stats.recorded === stats.acknowledged + stats.dropped && stats.queueBatches === 0;
    settled = isSettled ? settled + 1 : 0;
    if (settled === 2) return true;
  }
  return false;
}

function p99({ durations }: VisitWindow): number {
  const sorted = durations.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}
