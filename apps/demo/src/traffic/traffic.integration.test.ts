import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Totals } from "./tally.ts";

const TRAFFIC = fileURLToPath(new URL("../../dist/traffic.js", import.meta.url));

let server: Server;
let folder: string;
let seen: number;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigie-demo-"));
  seen = 0;
  server = createServer((request, response) => {
    seen++;
    if (request.url?.startsWith("/v1/code/terms")) response.end('{"terms":["alpha","beta"]}');
    else answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(argv: string[], meanwhile?: (pid: number) => void) {
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const report = join(folder, "report.jsonl");
  const args = [TRAFFIC, "--target", `http://127.0.0.1:${port}`, "--report", report, ...argv];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  child.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  meanwhile?.(child.pid ?? 0);
  const [code] = await once(child, "close");
  const lines = (await readFile(report, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const totals: Totals & { type: string } = lines.at(-1);
  const seconds: Totals[] = lines.slice(0, -1);
  return { code, printed, totals, seconds };
}

const answered = (counts: Pick<Totals, "answered">) =>
  Object.values(counts.answered).reduce((sum, count) => sum + count, 0);

test("what it says it sent is what arrived, whatever came of it", async () => {
  answer = (_request, response) => {
    if (seen % 10 === 0) response.destroy();
    else if (seen % 7 === 0) response.writeHead(503).end();
    else response.end('{"hits":[{"id":1,"path":"a/b.js"}]}');
  };
  const { code, printed, totals, seconds } = await run(["--rate", "100", "--duration", "3", "--seed", "5"]);
  expect(code).toBe(0);
  expect(totals.type).toBe("totals");
  expect(totals.sent).toBe(seen);
  expect(totals.sent).toBeGreaterThan(50);
  expect(totals.failed).toBe(Math.floor(seen / 10));
  expect(answered(totals) + totals.failed).toBe(totals.sent);
  expect(Object.values(totals.byEndpoint).reduce((sum, count) => sum + count, 0)).toBe(totals.sent);
  expect(seconds.reduce((sum, second) => sum + second.sent, 0)).toBe(totals.sent);
  expect(seconds.reduce((sum, second) => sum + answered(second), 0)).toBe(answered(totals));
  expect(printed).toContain(`sent ${totals.sent}:`);
});

test("asked to stop, it waits for what is on its way and says its totals", async () => {
  answer = (_request, response) => {
    setTimeout(() => response.end("{}"), 300);
  };
  const { code, totals } = await run(["--rate", "60"], (pid) => {
    const timer = setInterval(() => {
      if (seen < 20) return;
      clearInterval(timer);
      process.kill(pid, "SIGTERM");
    }, 20);
  });
  expect(code).toBe(0);
  expect(totals.sent).toBe(seen);
  expect(totals.answered).toEqual({ 200: seen });
});

test("a service that does not answer holds a bounded number of requests", async () => {
  const held: ServerResponse[] = [];
  answer = (_request, response) => {
    held.push(response);
  };
  const { totals } = await run(["--rate", "300", "--duration", "2"], () => {
    // All that is open at the end is let go, or the test would wait for the time limit of each.
    const timer = setInterval(() => {
      if (held.length < 64) return;
      clearInterval(timer);
      setTimeout(() => {
        answer = (_request, response) => response.end("{}");
        for (const response of held) response.end("{}");
      }, 500);
    }, 20);
  });
  expect(held).toHaveLength(64);
  expect(totals.withheld).toBeGreaterThan(0);
  expect(totals.sent).toBe(seen);
});
