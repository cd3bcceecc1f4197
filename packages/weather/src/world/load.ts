// Requests at a fixed rate, whatever becomes of them, to two services in turn.
import { Agent, get } from "node:http";
import { answer } from "@vigie/testing/child";

export interface LoadOrder {
  /** Those that are visited, a window each, in turn. */
  ports: number[];
  requestsPerSecond: number;
}

/** What the visitors of one service saw in one window. */
export interface VisitWindow {
  port: number;
  /** Milliseconds since the epoch. */
  startMs: number;
  /** Milliseconds, one a request that was answered 200. */
  durations: number[];
  /** Requests that were answered otherwise, or not. */
  errors: number;
}

const WINDOW_MS = 500;
const EVERY_MS = 5;
const PATHS = ["/quick/1", "/items", "/quick/2", "/slow/3"];

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
let windows: VisitWindow[] = [];
let timer: NodeJS.Timeout | undefined;
let underWay = 0;

function visit(window: VisitWindow, path: string): void {
  const began = performance.now();
  underWay++;
  const ended = (isOk: boolean) => {
    underWay--;
    if (isOk) window.durations.push(performance.now() - began);
    else window.errors++;
  };
  let isAnswered = false;
  const request = get({ agent, port: window.port, host: "127.0.0.1", path, timeout: 10_000 }, (response) => {
    isAnswered = true;
    response.resume();
    response.on("close", () => ended(response.complete && response.statusCode === 200));
  });
  request.on("timeout", () => request.destroy(new Error("no answer")));
  request.on("error", () => {
    if (!isAnswered) ended(false);
  });
}

const answers = {
  start: ({ ports, requestsPerSecond }: LoadOrder) => {
    const began = performance.now();
    let sent = 0;
    let window: VisitWindow | undefined;
    let turn = -1;
    timer = setInterval(() => {
      const elapsed = performance.now() - began;
      if (Math.floor(elapsed / WINDOW_MS) !== turn) {
        turn = Math.floor(elapsed / WINDOW_MS);
        window = { port: ports[turn % ports.length] ?? 0, startMs: Date.now(), durations: [], errors: 0 };
        windows.push(window);
      }
      for (; sent < (elapsed / 1000) * requestsPerSecond; sent++)
        if (window !== undefined) visit(window, PATHS[sent % PATHS.length] ?? "/items");
    }, EVERY_MS);
  },
  /** Resolves with what was seen since the start when all that was under way has ended. */
  stop: async () => {
    clearInterval(timer);
    while (underWay > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const seen = windows;
    windows = [];
    return seen;
  },
};
export type LoadAnswers = typeof answers;
answer(answers);
