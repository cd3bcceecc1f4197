import { createHash } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Random, seededRandom } from "../traffic/random.ts";

/** Half of the look-ups take at most this; a few several times as long. */
const MEDIAN_MS = 40;
const SPREAD = 0.6;
/** Of all look-ups: what is refused for the time being, and what is not known yet. */
const OVERLOADED = 0.05;
const COLLECTING = 0.05;
/** The k-th look-up of every run has the same fate. */
const SEED = 6;

/**
 * A package directory as others run it: somewhere else, not fast, not always well. It invents what it says. Being slow is what it is
 * for, so here, and nowhere else in the demo, time is passed by waiting.
 */
export function createDirectory(): Server {
  const random = seededRandom(SEED);
  return createServer(({ method, url = "" }, response) => {
    const [, kind, name, ...rest] = url.split("/");
    if (url === "/health") answer(response, 200, { status: "ok" });
    else if (method !== "GET" || kind !== "packages" || !name || rest.length > 0)
      answer(response, 404, { error: "not found" });
    else void answerLookUp(response, name, { fate: random(), wait: logNormal(random) });
  });
}

async function answerLookUp(response: ServerResponse, name: string, { fate, wait }: { fate: number; wait: number }) {
  await sleep(MEDIAN_MS * wait);
  if (fate < OVERLOADED) return answer(response, 503, { error: "overloaded" });
  if (fate < OVERLOADED + COLLECTING) return answer(response, 202, { state: "collecting" });
  const [major = 0, minor = 0, patch = 0, licence = 0] = createHash("sha256").update(name).digest();
  return answer(response, 200, {
    latest: { version: `${major % 9}.${minor % 30}.${patch % 20}`, publishedAt: "2026-03-02T09:00:00.000Z" },
    licence: licence % 5 === 0 ? "Apache-2.0" : "MIT",
  });
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** Log-normal with the median 1, by Box and Muller's transform. */
function logNormal(random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(SPREAD * normal);
}
