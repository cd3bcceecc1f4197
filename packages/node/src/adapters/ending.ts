import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";

/** What waits for its response to end. */
export interface Pending {
  response: ServerResponse | undefined;
  /** The one before it on the same connection that has not ended either: requests may be pipelined. */
  before: Pending | undefined;
  /** Called once: after the last byte was handed to the system, or when the client was gone before. Must not throw. */
  ended(response: ServerResponse, isAborted: boolean): void;
}

const PENDING = Symbol("vigie pending");

type Connection = Socket & { [PENDING]?: Pending | undefined };

/**
 * Tells `pending` when its response ends. Node says so on a channel, before any listener of the host runs, so that what the host does
 * afterwards is not counted; and a connection has one listener for all its requests. Both cost less than a listener on each response.
 */
export function watchEnd(pending: Pending, req: IncomingMessage, res: ServerResponse): void {
  pending.response = res;
  const connection = req.socket as Connection;
  if (req.httpVersionMajor > 1 || !(connection instanceof Socket)) {
    // HTTP/2, and requests that are injected without a connection, are not on the channel.
    unchannelled.set(res, pending);
    res.on("close", () => pending.ended(res, !res.writableFinished));
    return;
  }
  listenToChannel();
  if (!(PENDING in connection)) connection.on("close", lost);
  pending.before = connection[PENDING];
  connection[PENDING] = pending;
}

/** What awaits the response's end, if it is watched. */
export function pendingOf(req: IncomingMessage, res: ServerResponse): Pending | undefined {
  let pending = (req.socket as Connection | undefined)?.[PENDING];
  while (pending !== undefined && pending.response !== res) pending = pending.before;
  return pending ?? unchannelled.get(res);
}

const unchannelled = new WeakMap<ServerResponse, Pending>();

let isListening = false;

function listenToChannel(): void {
  if (isListening) return;
  isListening = true;
  subscribe("http.server.response.finish", finished);
}

function finished(message: unknown): void {
  const { response, socket } = message as { response: ServerResponse; socket: Connection };
  let later: Pending | undefined;
  let pending = socket[PENDING];
  while (pending !== undefined && pending.response !== response) {
    later = pending;
    pending = pending.before;
  }
  if (pending === undefined) return;
  if (later === undefined) socket[PENDING] = pending.before;
  else later.before = pending.before;
  pending.ended(response, false);
}

function lost(this: Connection): void {
  let pending = this[PENDING];
  this[PENDING] = undefined;
  for (; pending !== undefined; pending = pending.before) {
    if (pending.response !== undefined) pending.ended(pending.response, true);
  }
}
