import { connect } from "node:net";

/** Bytes for a socket, and what is to be expected of them. */
export interface HostileRequest {
  kind: string;
  bytes: Buffer;
  /** They end before they should, or are no HTTP at all: the sender hangs up after them, and may be left without an answer. */
  hangsUp: boolean;
  /** So long that it may be refused before all of it was sent: the connection is then reset, possibly before the answer was read. */
  mayBeReset: boolean;
}

export interface HostileAnswer {
  /** Null: the connection was closed without one. */
  status: number | null;
  /** From the last byte sent to the first of the answer, or to its absence; milliseconds. */
  ms: number;
  /** Its beginning. */
  text: string;
  /** The connection was closed without one, rather than left open. */
  wasClosed: boolean;
}

/** Of an answer, bytes; what comes after is not looked at. */
const READ_AT_MOST = 4_096;

export interface SendOptions {
  host: string;
  port: number;
  timeoutMs: number;
}

/** One request over a connection of its own. Never throws; what took longer than the timeout has no status. */
export function sendBytes(
  { bytes, hangsUp }: HostileRequest,
  { host, port, timeoutMs }: SendOptions,
): Promise<HostileAnswer> {
  return new Promise((done) => {
    const startedMs = performance.now();
    let text = "";
    let firstMs: number | undefined;
    const socket = connect({ host, port, noDelay: true });
    const finish = (wasClosed: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      const status = /^(?:HTTP\/1\.1 1\d\d [\s\S]*?\r\n\r\n)?HTTP\/1\.\d (\d{3})/.exec(text)?.[1];
      done({
        status: status === undefined ? null : Number(status),
        ms: (firstMs ?? performance.now()) - startedMs,
        text,
        wasClosed,
      });
    };
    const timer = setTimeout(() => finish(false), timeoutMs);
    socket.on("connect", () => {
      socket.write(bytes);
      if (hangsUp) socket.end();
    });
    socket.on("data", (chunk) => {
      firstMs ??= performance.now();
      text += chunk.toString("latin1");
      if (text.length >= READ_AT_MOST || isComplete(text)) finish(true);
    });
    // A server that refuses a body resets the connection under whoever still sends it.
    socket.on("error", () => finish(true));
    socket.on("close", () => finish(true));
  });
}

/** So much of the first answer as is to be had without waiting for more. */
function isComplete(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const head = text.slice(0, end).toLowerCase();
  if (head.includes("text/event-stream")) return true;
  const length = /content-length: (\d+)/.exec(head)?.[1];
  return length === undefined ? text.endsWith("0\r\n\r\n") : text.length - end - 4 >= Number(length);
}
