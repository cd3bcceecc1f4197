import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase, startServer } from "@vigie/testing";
import { expect, test } from "vitest";

const TOKEN = "a-token-of-more-than-32-characters-0";
const BEARER = `host: localhost\r\nauthorization: Bearer ${TOKEN}\r\n`;
/** How each of them begins, and what it sends from then on, bit by bit and for ever. */
const SLOW = [
  { begins: "", goesOn: "" },
  { begins: "GET / HTTP/1.1\r\nhost: localhost\r\n", goesOn: "x: y\r\n" },
  { begins: "G", goesOn: "" },
  { begins: `POST /v1/batch HTTP/1.1\r\n${BEARER}content-length: 1000000\r\n\r\n`, goesOn: "{" },
  { begins: `POST /v1/batch HTTP/1.1\r\n${BEARER}transfer-encoding: chunked\r\n\r\n`, goesOn: "1\r\n{\r\n" },
  { begins: `POST /trpc/rules.create HTTP/1.1\r\n${BEARER}content-length: 1000000\r\n\r\n`, goesOn: " " },
  { begins: "POST /session HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n\r\n", goesOn: " " },
  { begins: "POST /v1/batch HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n\r\n", goesOn: "{" },
  { begins: `GET /health HTTP/1.1\r\n${BEARER}\r\nGET /`, goesOn: "a" },
];
const CONNECTIONS = 500;
const BIT_EVERY_MS = 500;
/** Ten seconds, and what a busy machine adds to them. */
const CLOSED_WITHIN_MS = 30_000;

test("500 connections that send a byte now and then are closed, and health answers meanwhile", async () => {
  await using database = await createDatabase();
  await using server = await startServer({ env: { DATABASE_URL: database.url, VIGIE_ADMIN_TOKEN: TOKEN } });
  const { hostname: host, port } = new URL(server.url);
  const openedMs = performance.now();
  const open = new Set<Socket>();
  let longestMs = 0;
  for (let i = 0; i < CONNECTIONS; i++) {
    const { begins, goesOn } = SLOW[i % SLOW.length] ?? { begins: "", goesOn: "" };
    const socket = connect({ host, port: Number(port), noDelay: true });
    open.add(socket);
    const bits = setInterval(() => goesOn !== "" && socket.writable && socket.write(goesOn), BIT_EVERY_MS);
    socket.on("error", () => {});
    socket.once("close", () => {
      clearInterval(bits);
      open.delete(socket);
      longestMs = Math.max(longestMs, performance.now() - connectedMs);
    });
    socket.resume();
    await once(socket, "connect");
    const connectedMs = performance.now();
    socket.write(begins);
  }

  const healthMs: number[] = [];
  while (open.size > 0 && performance.now() - openedMs < CLOSED_WITHIN_MS) {
    const askedMs = performance.now();
    const answer = await fetch(`${server.url}/health`);
    await answer.arrayBuffer();
    expect(answer.status).toBe(200);
    healthMs.push(performance.now() - askedMs);
    await sleep(20);
  }
  const left = open.size;
  for (const socket of open) socket.destroy();
  healthMs.sort((a, b) => a - b);
  const p99 = healthMs[Math.floor(healthMs.length * 0.99)] ?? Number.POSITIVE_INFINITY;
  console.log(
    `closed after ${(longestMs / 1000).toFixed(1)} s at most; /health P99 ${p99.toFixed(1)} ms of ${healthMs.length}`,
  );
  expect(left).toBe(0);
  expect(p99).toBeLessThan(2_000);
});
