import { initTRPC, TRPCError } from "@trpc/server";
import { ERRORS, type ErrorCode, VigieError } from "@vigie/protocol";
import { isPassingProblem, problemOf, recordAudit, type Store } from "@vigie/storage";
import { z } from "zod";
import type { AccountActions } from "./account-actions.ts";
import type { AlertFeed } from "./alert-feed.ts";
import { subjectOf } from "./audit-subject.ts";
import { type Caller, type Role, SCOPE_OF_FEATURE } from "./caller.ts";
import type { ChannelProblem, ChannelSettings, ChannelTest } from "./features/channels/shapes.ts";
import type { Part } from "./figures/definition.ts";
import type { LogFeed } from "./log-feed.ts";
import type { Room } from "./room.ts";

/** What of a caller's own mistake is told back, characters. */
const PROBLEM_LENGTH = 500;

/** Why a collector has no figures right now. */
export interface CollectorProblem {
  code: "NOT_CONFIGURED" | "UNREACHABLE";
  reason: string;
  remedy: string;
  /** ISO 8601: since when. */
  since: string;
}

/** What every procedure gets. The server makes one per call. */
export interface ApiContext {
  store: Store;
  /** Null: nobody that Vigie knows. */
  caller: Caller | null;
  /** The server's clock, milliseconds since the epoch. */
  now: () => number;
  /** Vigie's own version. */
  version: string;
  collectorProblem: (part: Part) => CollectorProblem | null;
  /** Whether there is room to store more. */
  room: () => Room;
  logFeed: LogFeed;
  alertFeed: AlertFeed;
  /** Why a rule could not be evaluated when this server last did it; null when it could, or another server does it. */
  ruleProblem: (ruleId: number) => string | null;
  /** Why nothing could ever be sent by these settings of a channel; null: it could. */
  channelProblem: (settings: ChannelSettings) => ChannelProblem | null;
  /** Sends a message that says that it is a test. Throws CHANNEL_UNKNOWN. */
  testChannel: (channelId: number) => Promise<ChannelTest>;
  /** What of accounts and keys a database alone cannot do. */
  accountActions: AccountActions;
}

const t = initTRPC
  .context<ApiContext>()
  .meta<{ role: Role }>()
  .create({
    errorFormatter({ shape, error }) {
      const known = error.cause instanceof VigieError ? error.cause : undefined;
      return { ...shape, data: { ...shape.data, stack: undefined, vigie: known?.toBody().error ?? null } };
    },
    sse: { ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 30_000 } },
  });

export const router = t.router;

const withKnownErrors = t.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  throw asKnownError(result.error);
});

/** What a subscription throws while it runs comes past the middleware: it gets the same meaning here. */
export async function* withKnownErrorsIn<T>(
  events: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, unknown> {
  try {
    yield* events;
  } catch (error) {
    // Once its reader is gone nobody catches what is thrown: it would end the process.
    if (signal?.aborted) return;
    throw asKnownError(error);
  }
}

/** Errors of ours get their HTTP meaning; those of Postgres become STORE_UNAVAILABLE when it is away, INTERNAL otherwise. */
function asKnownError(error: unknown): TRPCError {
  const cause = error instanceof TRPCError ? (error.cause ?? error) : error;
  if (cause instanceof VigieError) return asTrpcError(cause);
  if (cause instanceof z.ZodError)
    return asTrpcError(new VigieError("REQUEST_MALFORMED", { problem: problemIn(cause) }, cause));
  if (error instanceof TRPCError && error.code !== "INTERNAL_SERVER_ERROR") return error;
  const code: ErrorCode = isPassingProblem(cause) ? "STORE_UNAVAILABLE" : "INTERNAL";
  return asTrpcError(new VigieError(code, { problem: problemOf(cause) }, cause));
}

/** The first thing that is wrong, and where. */
function problemIn({ issues }: z.ZodError): string {
  const [issue] = issues;
  const path = issue?.path.join(".") ?? "";
  return `${path === "" ? "" : `${path}: `}${issue?.message ?? "it is not valid"}`.slice(0, PROBLEM_LENGTH);
}

/** Postgres stores neither NUL nor half of a surrogate pair: whoever sends one is told, rather than that something went wrong. */
const UNSTORABLE = /\0|\p{Cs}/u;

const withStorableText = t.middleware(async ({ getRawInput, next }) => {
  const waiting: unknown[] = [await getRawInput()];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one === "string" && UNSTORABLE.test(one))
      throw new VigieError("REQUEST_MALFORMED", { problem: "a text holds NUL or half of a surrogate pair" });
    if (typeof one !== "object" || one === null) continue;
    if (Array.isArray(one)) for (const item of one) waiting.push(item);
    // A search says itself which of its characters no log can hold.
    else for (const [key, value] of Object.entries(one)) if (key !== "query") waiting.push(key, value);
  }
  return next();
});

const withAudit = t.middleware(async ({ ctx, path, type, getRawInput, next }) => {
  const result = await next();
  // What services send is no act of anybody.
  if (type !== "mutation" || !result.ok || ctx.caller === null || ctx.caller.role === "ingest") return result;
  if (path === "metrics.record") return result;
  const { kind, name, address } = ctx.caller;
  const subject = subjectOf(await getRawInput());
  await recordAudit(ctx.store.sql, { actorKind: kind, actor: name, address, action: path, subject }, ctx.now());
  return result;
});

function withRole(role: Role) {
  return t.procedure
    .meta({ role })
    .use(withKnownErrors)
    .use(({ ctx, path, next }) => {
      requireRole(ctx.caller, role, path);
      return next();
    })
    .use(withStorableText)
    .use(withAudit);
}

/** Throws UNAUTHORIZED for nobody, FORBIDDEN for another role, KEY_SCOPE for a key without the feature's scope. */
function requireRole(caller: Caller | null, role: Role, path: string): void {
  if (caller === null) throw new VigieError("UNAUTHORIZED", { role });
  const { role: has, name } = caller;
  if (has !== "admin" && has !== role) throw new VigieError("FORBIDDEN", { role, name, has });
  if (caller.kind !== "key" || role === "ingest") return;
  const needed = SCOPE_OF_FEATURE[path.split(".")[0] ?? ""] ?? "nobody";
  if (needed === "nobody") throw new VigieError("KEY_SCOPE", { name, scope: path });
  const missing = needed.find((scope) => caller.scopes !== null && !caller.scopes.includes(scope));
  if (missing !== undefined) throw new VigieError("KEY_SCOPE", { name, scope: missing });
}

export const ingestProcedure = withRole("ingest");
export const viewerProcedure = withRole("viewer");
export const adminProcedure = withRole("admin");

function asTrpcError(error: VigieError): TRPCError {
  return new TRPCError({ code: trpcCode(ERRORS[error.code].status), message: error.message, cause: error });
}

function trpcCode(status: number): TRPCError["code"] {
  switch (status) {
    case 400:
      return "BAD_REQUEST";
    case 401:
      return "UNAUTHORIZED";
    case 403:
      return "FORBIDDEN";
    case 404:
      return "NOT_FOUND";
    case 409:
      return "CONFLICT";
    case 413:
      return "PAYLOAD_TOO_LARGE";
    case 422:
      return "UNPROCESSABLE_CONTENT";
    case 429:
      return "TOO_MANY_REQUESTS";
    case 503:
      return "SERVICE_UNAVAILABLE";
    default:
      return "INTERNAL_SERVER_ERROR";
  }
}
