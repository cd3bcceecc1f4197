import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { describeHook } from "@vigie/storage";
import { addressIn, guardedLookup, isLocalName, isPrivateAddress, PrivateAddressError } from "./addresses.ts";
import { type Delivery, failed } from "./delivery.ts";

/** The whole exchange: name, connection, request, answer. */
const EXCHANGE_MS = 10_000;
/** What of an answer is read; its status is all that counts. */
const ANSWER_BYTES = 65_536;
const LONGEST_RETRY_AFTER_MS = 86_400_000;
const ALLOW = "Set VIGIE_ALLOW_PRIVATE_WEBHOOKS=true if Vigie is to reach private networks, or give another address.";

export interface Post {
  url: string;
  headers: Record<string, string>;
  body: string;
  allowPrivate: boolean;
  /** Ends it before its time. */
  signal: AbortSignal;
  /** Default 10 s. */
  limitMs?: number | undefined;
  /** Default: the system's, with private addresses refused unless they are allowed. */
  lookup?: LookupFunction | undefined;
}

/** Why nothing may be posted to this URL; null: it may, as far as can be seen before its name is resolved. */
export function problemWithUrl(text: string, allowPrivate: boolean): { problem: string; remedy: string } | null {
  if (!URL.canParse(text)) return { problem: "it is not a URL", remedy: "Give one that begins with https://." };
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return { problem: "it is neither http nor https", remedy: "Give a URL that begins with https://." };
  }
  if (url.username !== "" || url.password !== "") {
    return {
      problem: "it has a user name or password in it",
      remedy: "Put what is secret into the path; messages are signed.",
    };
  }
  if (allowPrivate) return null;
  const address = addressIn(url);
  if (isLocalName(url) || (address !== null && isPrivateAddress(address))) {
    return { problem: `${url.hostname} is in a private network`, remedy: ALLOW };
  }
  return null;
}

/** POSTs JSON, follows nothing, and says what became of it. Never throws. */
export async function post({
  url: text,
  headers,
  body,
  allowPrivate,
  signal,
  limitMs = EXCHANGE_MS,
  lookup = allowPrivate ? undefined : guardedLookup(),
}: Post): Promise<Delivery> {
  const wrong = problemWithUrl(text, allowPrivate);
  if (wrong) return failed(`The address cannot be used: ${wrong.problem}.`, wrong.remedy, { isFinal: true });
  const url = new URL(text);
  const bytes = Buffer.from(body);
  const limit = AbortSignal.timeout(limitMs);
  const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8", "content-length": bytes.length, ...headers },
    // A connection of its own, made now: what is connected to is what was just looked up.
    agent: false,
    signal: AbortSignal.any([limit, signal]),
    ...(lookup && { lookup }),
  });
  let isSent = false;
  request.once("finish", () => {
    isSent = true;
  });
  try {
    const answer = await answerTo(request, bytes);
    await readSome(answer);
    return deliveryOf(answer, url);
  } catch (error) {
    const {
      problem,
      remedy,
      isFinal = false,
    } = problemWithExchange(error, {
      host: url.host,
      limitMs: limit.aborted ? limitMs : null,
      isStopped: signal.aborted,
    });
    return failed(problem, remedy, { isFinal, mayHaveArrived: isSent });
  } finally {
    request.destroy();
  }
}

function answerTo(request: ClientRequest, body: Buffer): Promise<IncomingMessage> {
  return new Promise((done, fail) => {
    request.once("response", done);
    // It stays: what breaks after the answer changes nothing.
    request.on("error", fail);
    request.end(body);
  });
}

/** Lets the receiver finish its answer, within bounds; whatever becomes of that, it has answered. */
async function readSome(answer: IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      bytes += (chunk as Buffer).length;
      if (bytes >= ANSWER_BYTES) return;
    }
  } catch {
    // The status came before.
  }
}

function deliveryOf(answer: IncomingMessage, url: URL): Delivery {
  const status = answer.statusCode ?? 0;
  const said = `${url.host} answered ${status}${answer.statusMessage ? ` ${plain(answer.statusMessage)}` : ""}`;
  if (status >= 200 && status < 300) return { arrived: true, note: null };
  if (status >= 300 && status < 400) {
    const { location } = answer.headers;
    const to = location && URL.canParse(location, url.href) ? describeHook(new URL(location, url).href) : "nowhere";
    return failed(`${said} and points to ${to}; redirects are not followed.`, "Give the address that it points to.", {
      isFinal: true,
    });
  }
  const isFinal = status >= 400 && status < 500 && ![408, 425, 429].includes(status);
  return failed(`${said}.`, isFinal ? remedyFor(status) : "See what the receiver says in its own log.", {
    isFinal,
    retryAfterMs: retryAfterMs(answer.headers["retry-after"], Date.now()),
  });
}

function remedyFor(status: number): string {
  switch (status) {
    case 401:
    case 403:
    case 404:
    case 410:
      return "Look whether the address is still valid; make a new one at the receiver.";
    default:
      return "Look whether the kind of channel fits the receiver, and what it says in its own log.";
  }
}

/** Milliseconds from now of a Retry-After: seconds or an HTTP date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, LONGEST_RETRY_AFTER_MS) : null;
}

/** One short line, whatever a receiver makes of its status. */
function plain(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, " ").slice(0, 80);
}

function problemWithExchange(
  error: unknown,
  { host, limitMs, isStopped }: { host: string; limitMs: number | null; isStopped: boolean },
): { problem: string; remedy: string; isFinal?: boolean } {
  if (error instanceof PrivateAddressError) {
    return { problem: `The address cannot be used: ${error.message}.`, remedy: ALLOW, isFinal: true };
  }
  if (limitMs !== null) {
    return {
      problem: `${host} did not answer within ${limitMs / 1000} s.`,
      remedy: "See whether it runs, and whether this machine may connect to it.",
    };
  }
  if (isStopped) return { problem: `Vigie stopped while ${host} was asked.`, remedy: "Wait: it is sent again." };
  const code = String((error as NodeJS.ErrnoException).code ?? "");
  if (code === "ENOTFOUND" || code.startsWith("EAI_")) {
    return { problem: `The name of ${host} cannot be resolved.`, remedy: "Look for a mistake in the address." };
  }
  if (code === "ECONNREFUSED")
    return { problem: `${host} refuses connections.`, remedy: "See whether it runs, and on which port." };
  if (code === "ECONNRESET" || code === "EPIPE")
    return { problem: `${host} closed the connection without an answer.`, remedy: "See its own log." };
  if (code.startsWith("HPE_"))
    return { problem: `${host} answers something that is not HTTP.`, remedy: "Look at the port in the address." };
  if (/CERT|SIGNATURE|SELF_SIGNED|TLS|EPROTO|SSL/.test(code)) {
    return {
      problem: `No safe connection to ${host} could be made (${code}).`,
      remedy: "Renew its certificate, or give the name that the certificate is for.",
    };
  }
  return { problem: `${host} cannot be reached (${code || "no reason given"}).`, remedy: "See whether it runs." };
}
