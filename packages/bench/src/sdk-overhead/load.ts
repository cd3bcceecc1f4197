// Closed-loop load over raw sockets: as cheap as it gets, so that the server is what is busy.
import { connect, type Socket } from "node:net";
import { answer } from "@vigie/testing/child";

export interface LoadOrder {
  port: number;
  connections: number;
  /** Paths to ask for in turn; all are answered 200 with a content-length. */
  paths: string[];
  /** Ends when all of these are reached, or at `longestMs`. Milliseconds. */
  leastMs: number;
  leastRequests: number;
  longestMs: number;
}

export interface LoadResult {
  requests: number;
  /** From the first request to the last answer. */
  elapsedMs: number;
}

/** One connection with one request under way at a time. */
class Connection {
  readonly #socket: Socket;
  #head = "";
  #bodyLeft = 0;
  #answered: () => void = () => {};

  constructor(port: number, failed: (error: Error) => void) {
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("error", failed);
    this.#socket.on("close", () => failed(new Error("the server closed a connection")));
    this.#socket.on("data", (chunk: Buffer) => {
      try {
        this.#read(chunk);
      } catch (error) {
        failed(error as Error);
      }
    });
  }

  send(request: Buffer, answered: () => void): void {
    this.#answered = answered;
    this.#socket.write(request);
  }

  close(): void {
    this.#socket.removeAllListeners("close");
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    if (this.#bodyLeft > 0) this.#bodyLeft -= chunk.byteLength;
    else {
      this.#head += chunk.toString("latin1");
      const end = this.#head.indexOf("\r\n\r\n");
      if (end === -1) return;
      if (!this.#head.startsWith("HTTP/1.1 200 ")) throw new Error(`answered ${this.#head.slice(0, 200)}`);
      const length = /\r\ncontent-length: *(\d+)/i.exec(this.#head);
      if (!length) throw new Error("an answer without content-length");
      this.#bodyLeft = Number(length[1]) - (this.#head.length - end - 4);
      this.#head = "";
    }
    if (this.#bodyLeft === 0) this.#answered();
    else if (this.#bodyLeft < 0) throw new Error("an answer is longer than its content-length");
  }
}

let open: { port: number; connections: Connection[] } | undefined;

/** Keeps the connections of the last order, so that the warm-up and the window after it use the same ones. */
function connectionsTo(order: LoadOrder, failed: (error: Error) => void): Connection[] {
  if (open?.port === order.port && open.connections.length === order.connections) return open.connections;
  for (const connection of open?.connections ?? []) connection.close();
  const connections = Array.from({ length: order.connections }, () => new Connection(order.port, (e) => fail(e)));
  open = { port: order.port, connections };
  fail = failed;
  return connections;
}

let fail: (error: Error) => void = () => {};

function load(order: LoadOrder): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const connections = connectionsTo(order, reject);
    fail = (error) => {
      open = undefined;
      reject(error);
    };
    const requests = order.paths.map((path) =>
      Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${order.port}\r\nAccept: application/json\r\n\r\n`),
    );
    const began = performance.now();
    let sent = 0;
    let done = 0;
    let over = false;
    const next = (connection: Connection) => {
      if (!over) {
        const elapsed = performance.now() - began;
        over = (elapsed >= order.leastMs && sent >= order.leastRequests) || elapsed >= order.longestMs;
      }
      // What is under way is awaited, so that the server's CPU belongs to exactly the requests counted here.
      if (over) {
        if (done === sent) resolve({ requests: done, elapsedMs: performance.now() - began });
        return;
      }
      const request = requests[sent++ % requests.length] as Buffer;
      connection.send(request, () => {
        done++;
        next(connection);
      });
    };
    for (const connection of connections) next(connection);
  });
}

const answers = { load };
export type LoadAnswers = typeof answers;
answer(answers);
