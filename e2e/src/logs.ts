// Logs as services send them, and readers who follow them live.
import { connect } from "node:net";
import type { Page } from "@playwright/test";
import { createVigieClient } from "@vigie/client";
import { ADMIN_TOKEN, AS_ADMIN, makeBatch } from "@vigie/testing";

type Changes = NonNullable<Parameters<typeof makeBatch>[1]>;
export type SentLog = NonNullable<Changes["logs"]>[number];

export function makeLog(message: string, changes: Partial<SentLog> = {}): SentLog {
  return { time: Date.now(), level: "info", message, cut: 0, ...changes };
}

/** Hands logs to Vigie as a service would, trying again as one would, under the same id; resolves when they are stored. */
export async function sendLogs(url: () => string, logs: SentLog[], service = "shop"): Promise<void> {
  const batch = makeBatch(Date.now(), { logs });
  const body = JSON.stringify({ ...batch, resource: { ...batch.resource, service } });
  for (;;) {
    const answer = await fetch(`${url()}/v1/batch`, { method: "POST", headers: AS_ADMIN, body }).catch(() => undefined);
    if (answer?.ok) return;
    if (answer !== undefined && answer.status !== 503) throw new Error(`${answer.status} ${await answer.text()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export interface Reader extends AsyncDisposable {
  messages: string[];
  missed(): number;
  unstored(): string[];
}

/** Follows logs as a program would that uses the client. */
export function followLogs(url: string, input: { query?: string; last?: number } = {}): Reader {
  const messages: string[] = [];
  let missed = 0;
  let unstored: string[] = [];
  const subscription = createVigieClient({ url, token: ADMIN_TOKEN }).logs.stream.subscribe(input, {
    onData: ({ data }) => {
      for (const line of data.lines) messages.push(line.message);
      missed += data.missed;
      if (data.unstored) unstored = data.unstored.map(({ message }) => message);
    },
  });
  return {
    messages,
    missed: () => missed,
    unstored: () => unstored,
    async [Symbol.asyncDispose]() {
      subscription.unsubscribe();
    },
  };
}

/** A machine that is busy may take seconds to read from the store what was missed. */
const SILENCE_MS = 20_000;

/** Opens the stream and leaves it unread until `read`, which counts what comes until so many lines are told of, or nothing more comes. */
export async function openStream(
  url: string,
): Promise<{ read(count: number): Promise<{ lines: number; missed: number }> }> {
  const input = encodeURIComponent(JSON.stringify({ query: "", last: 0 }));
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.pause();
  socket.write(
    `GET /trpc/logs.stream?input=${input} HTTP/1.1\r\nhost: ${hostname}\r\naccept: text/event-stream\r\nauthorization: ${AS_ADMIN.authorization}\r\n\r\n`,
  );
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  return {
    async read(count) {
      let text = "";
      const told = () => {
        const lines = text.match(/"message":"line /g)?.length ?? 0;
        const missed = [...text.matchAll(/"missed":(\d+)/g)].reduce((sum, [, more]) => sum + Number(more), 0);
        return { lines, missed };
      };
      const isOver = () => told().lines + told().missed >= count || Date.now() - heardAt > SILENCE_MS;
      socket.setEncoding("utf8");
      let heardAt = Date.now();
      socket.on("data", (chunk) => {
        text += chunk;
        heardAt = Date.now();
      });
      socket.resume();
      while (!isOver()) await new Promise((resolve) => setTimeout(resolve, 500));
      socket.destroy();
      return told();
    },
  };
}

/** The numbers of `line 17` in all rows of the live list, from the top to the bottom, as somebody who scrolls reads them. */
export async function shownNumbers(page: Page): Promise<(number | undefined)[]> {
  const list = page.getByRole("region", { name: "Lines, the newest last" });
  return list.evaluate(async (box) => {
    const rows = Number(box.querySelector("[aria-setsize]")?.getAttribute("aria-setsize"));
    const numbers = new Map<number, number>();
    for (let index = 0; index < rows; index = index + 20 < rows ? index + 20 : Math.max(index + 1, rows - 1)) {
      box.scrollTop = ((index + 0.5) / rows) * box.scrollHeight - box.clientHeight / 2;
      while (!box.querySelector(`[data-index="${index}"]`)) await new Promise(requestAnimationFrame);
      for (const row of box.querySelectorAll<HTMLElement>("[data-index]")) {
        numbers.set(Number(row.dataset.index), Number(/line (\d+)/.exec(row.textContent ?? "")?.[1]));
      }
    }
    return Array.from({ length: rows }, (_, index) => numbers.get(index));
  });
}
