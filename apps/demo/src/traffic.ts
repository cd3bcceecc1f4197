import { setTimeout as sleep } from "node:timers/promises";
import { readTrafficArguments, type TrafficArguments } from "./traffic/arguments.ts";
import { type Client, connect } from "./traffic/client.ts";
import { Crowd } from "./traffic/crowd.ts";
import { pace } from "./traffic/pace.ts";
import { branch, exponential, shuffled } from "./traffic/random.ts";
import { reportTraffic } from "./traffic/report.ts";
import { visitors } from "./traffic/sessions.ts";
import { Tally } from "./traffic/tally.ts";

const MOST_OPEN = 64;
const TERMS = 800;
/** Numbers of the branches of chance; those of visitors count up from 0. */
const CHANCE = { pace: -1, arrivals: -2, terms: -3 };

async function send({ rate, duration, report: file, seed, target }: TrafficArguments): Promise<void> {
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);

  const client = connect(target);
  const tally = new Tally();
  const report = reportTraffic(tally, { file });
  try {
    const terms = await askForTerms(client, tally);
    const crowd = new Crowd(visitors(shuffled(branch(seed, CHANCE.terms), terms)), seed);
    const wanted = pace(rate, branch(seed, CHANCE.pace));
    const chance = branch(seed, CHANCE.arrivals);
    const began = performance.now();
    const second = () => (performance.now() - began) / 1_000;

    let arrival = 0;
    while (!stopped.signal.aborted && (duration === undefined || arrival < duration)) {
      // Visitors come independently of each other: a Poisson process whose rate changes slowly.
      arrival += exponential(chance, 1 / wanted(arrival));
      if (duration !== undefined && arrival >= duration) arrival = duration;
      const wait = arrival - second();
      if (wait > 0) await sleep(wait * 1_000, undefined, { signal: stopped.signal }).catch(() => {});
      if (stopped.signal.aborted || arrival === duration) break;
      if (tally.open >= MOST_OPEN) {
        tally.withhold();
        continue;
      }
      const { request, done } = crowd.next(second());
      const ended = tally.send(request.endpoint);
      void client.send(request).then((answer) => {
        ended(answer?.status ?? null);
        done(answer, second());
      });
    }
    while (tally.open > 0) await sleep(10);
  } finally {
    client.close();
    await report.end();
  }
}

/** What to search for comes from the service itself; the question counts as sent, since the service counts it too. */
async function askForTerms(client: Client, tally: Tally): Promise<string[]> {
  const endpoint = "GET /v1/code/terms";
  const ended = tally.send(endpoint);
  const answer = await client.send({ method: "GET", path: `/v1/code/terms?limit=${TERMS}`, endpoint });
  ended(answer?.status ?? null);
  const terms = (answer?.body as { terms?: string[] } | undefined)?.terms;
  if (!terms?.length) throw new Error(`${endpoint} gave no words to search for (status ${answer?.status ?? "none"}).`);
  return terms;
}

try {
  await send(readTrafficArguments(process.argv.slice(2)));
} catch (error) {
  console.error(`The traffic cannot run: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
