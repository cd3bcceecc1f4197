import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** What a link does with what goes through it. Probabilities are per piece of data, 0–1. */
export interface LinkWeather {
  /** Nothing passes, nothing is refused; what was held goes on afterwards. */
  hangs?: boolean;
  /** New connections are reset, and those that there are. */
  isDown?: boolean;
  /** Each piece arrives so much later, milliseconds. */
  delayMs?: number;
  /** Every so often all connections are reset, milliseconds. */
  resetEveryMs?: number;
  /** Half of a piece towards the server is delivered, then the connection is reset. */
  cut?: number;
  /** What was sent arrived; the connection is reset when the server answers, before any of it passes. */
  unanswered?: number;
}

export interface Link extends AsyncDisposable {
  port: number;
  set(weather: LinkWeather): void;
  /** HTTP statuses from 500 up that went through it, with their counts. */
  serverErrors: Map<number, number>;
}

interface Pair {
  near: Socket;
  far: Socket;
}

/** A TCP link from a free loopback port to `port`, over which any weather can come. */
export async function openLink(port: number): Promise<Link> {
  let weather: LinkWeather = {};
  let timer: NodeJS.Timeout | undefined;
  const pairs = new Set<Pair>();
  const sockets = new Set<Socket>();
  const serverErrors = new Map<number, number>();

  const drop = (pair: Pair) => {
    pairs.delete(pair);
    pair.near.resetAndDestroy();
    pair.far.resetAndDestroy();
  };

  /** Hands on what `from` sends, in order, however long each piece is held. */
  const carry = (pair: Pair, from: Socket, to: Socket, isAnswer: boolean) => {
    let last = Promise.resolve();
    from.on("data", (piece: Buffer) => {
      const { delayMs = 0, cut = 0, unanswered = 0 } = weather;
      if (isAnswer && Math.random() < unanswered) return drop(pair);
      if (!isAnswer && piece.length > 1 && Math.random() < cut) {
        to.write(piece.subarray(0, piece.length >> 1), () => drop(pair));
        return;
      }
      if (isAnswer) noteStatus(piece, serverErrors);
      from.pause();
      const due = delayMs > 0 ? new Promise<void>((done) => setTimeout(done, delayMs)) : undefined;
      last = last.then(async () => {
        await due;
        if (to.destroyed) return;
        if (!to.write(piece)) await once(to, "drain").catch(() => {});
        if (!weather.hangs) from.resume();
      });
    });
    from.on("end", () => void last.then(() => to.end()));
    from.on("close", () => {
      sockets.delete(from);
      if (to.destroyed) pairs.delete(pair);
      if (from.errored) to.resetAndDestroy();
      else void last.then(() => to.destroySoon());
    });
    from.on("error", () => {});
  };

  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (near) => {
    near.on("error", () => {});
    if (weather.isDown) return near.resetAndDestroy();
    const far = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    near.setNoDelay(true);
    const pair = { near, far };
    pairs.add(pair);
    sockets.add(near).add(far);
    carry(pair, near, far, false);
    carry(pair, far, near, true);
    if (weather.hangs) far.pause();
    else near.resume();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();

  return {
    port: address && typeof address === "object" ? address.port : 0,
    serverErrors,
    set(next) {
      weather = next;
      clearInterval(timer);
      const dropAll = () => {
        for (const pair of pairs) drop(pair);
      };
      if (next.isDown) dropAll();
      if (next.resetEveryMs) timer = setInterval(dropAll, next.resetEveryMs);
      for (const { near, far } of pairs) {
        for (const socket of [near, far]) {
          if (next.hangs) socket.pause();
          else socket.resume();
        }
      }
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      // One end may wait for bytes that nobody takes any more.
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** The SDK asks one thing at a time on a connection: an answer begins with a piece. */
function noteStatus(piece: Buffer, serverErrors: Map<number, number>): void {
  const status = Number(/^HTTP\/1\.1 (5\d\d) /.exec(piece.toString("latin1", 0, 16))?.[1]);
  if (status > 0) serverErrors.set(status, (serverErrors.get(status) ?? 0) + 1);
}
