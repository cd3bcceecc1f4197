// Five services of two instances each in one process, under a load that follows the hours of a day. Argument: an InstallationOrder, as JSON.
import { answer } from "@vigie/testing/child";
import { type Instance, startInstance, type Told } from "./instance.ts";
import { INSTANCES, SERVICES } from "./services.ts";

export interface InstallationOrder {
  url: string;
  token: string;
  databaseUrl: string;
  /** Of all services together, over a whole day, a second of simulated time. */
  requestsPerSecond: number;
}

const HOUR_MS = 3_600_000;
/** Every so often all is deployed anew. */
const RELEASE_HOURS = 6;
/** The first service fails so long every so often, for an alert now and then. */
const FAULT = { everyHours: 4, lastsMs: 10 * 60_000 };
const EVERY_MS = 20;
/** Visitors do not queue for ever. */
const AT_ONCE = 100;

const order = JSON.parse(process.argv[2] ?? "{}") as InstallationOrder;
const told: Told = { requests: {}, logs: 0, metrics: 0 };
const beganMs = Date.now();
const closing = new Set<Promise<void>>();
let running: Instance[] = [];
let release = 0;
let dropped = 0;
let underWay = 0;
let notVisited = 0;
let isDeploying = false;

async function deploy(): Promise<void> {
  isDeploying = true;
  release++;
  const next: Instance[] = [];
  for (const service of SERVICES)
    for (let i = 1; i <= INSTANCES; i++)
      next.push(await startInstance({ ...order, service, name: `${service}-${i}`, release: `1.${release}.0`, told }));
  const before = running;
  running = next;
  while (before.length > 0 && underWay > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  for (const instance of before) {
    const closed = retire(instance).finally(() => closing.delete(closed));
    closing.add(closed);
  }
  isDeploying = false;
}

async function retire(instance: Instance): Promise<void> {
  await instance.close();
  dropped += instance.stats().dropped;
}

/** From a third to one and two thirds of the mean: least at four in the morning, most at four in the afternoon. */
function rateAt(nowMs: number): number {
  const hour = (nowMs / HOUR_MS) % 24;
  return order.requestsPerSecond * (1 - (2 / 3) * Math.cos(((hour - 4) / 24) * 2 * Math.PI));
}

await deploy();
let lastMs = Date.now();
let due = 0;
const timer = setInterval(() => {
  const nowMs = Date.now();
  due += (rateAt(nowMs) * (nowMs - lastMs)) / 1_000;
  lastMs = nowMs;
  const sinceMs = nowMs - beganMs;
  if (!isDeploying && sinceMs > release * RELEASE_HOURS * HOUR_MS) void deploy();
  // Not at once: a service is known before it fails.
  const isFaulty =
    sinceMs > FAULT.lastsMs * 2 && (sinceMs - FAULT.lastsMs * 2) % (FAULT.everyHours * HOUR_MS) < FAULT.lastsMs;
  for (; due >= 1; due--) {
    const at = Math.floor(Math.random() * running.length);
    // While old instances are closed nobody new comes to them.
    if (underWay >= AT_ONCE) notVisited++;
    else visit(running[at], isFaulty && at < INSTANCES);
  }
}, EVERY_MS);

function visit(instance: Instance | undefined, isFaulty: boolean): void {
  if (instance === undefined) return;
  underWay++;
  void instance.visit(isFaulty).finally(() => underWay--);
}

const answers = {
  /** Visits that did not take place, for want of CPU. */
  told: () => ({ ...told, dropped, notVisited }),
  /** Resolves when all that was told is stored or reported as dropped. */
  stop: async () => {
    clearInterval(timer);
    while (underWay > 0 || isDeploying) await new Promise((resolve) => setTimeout(resolve, 10));
    for (const instance of running) closing.add(retire(instance));
    await Promise.all(closing);
    return { ...told, dropped, notVisited };
  },
};
export type InstallationAnswers = typeof answers;
answer(answers);
