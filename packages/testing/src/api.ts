import {
  type ApiContext,
  appRouter,
  type Caller,
  type CollectorProblem,
  type Role,
  type Room,
  type RuleDraft,
} from "@vigie/api";
import type { Batch } from "@vigie/protocol";
import { commitBatches, compact, openStore, recordSamples, type Sample, type Store } from "@vigie/storage";
import { makeBatch } from "./batches.ts";
import { createDatabase } from "./postgres.ts";

export const MINUTE = 60_000;

type Api = ReturnType<typeof appRouter.createCaller>;

export interface OpenApi extends AsyncDisposable {
  store: Store;
  /** Of collectors, by part; a test sets them. */
  problems: Record<string, CollectorProblem | undefined>;
  /** Whether more can be stored; a test sets it. */
  room: Room;
  /** The clock, milliseconds since the epoch. */
  readonly nowMs: number;
  /** The clock moves on; the leader compacts meanwhile. */
  pass(ms: number): Promise<void>;
  /** As an admin. */
  api: Api;
  /** As somebody signed in with this role; null: as nobody. */
  as(role: Role | null): Api;
  /** Stores a batch as if a service had sent it now. */
  send(changes: Partial<Batch>, service?: string, resource?: Partial<Batch["resource"]>): Promise<void>;
  sample(type: Sample["type"], values: Record<string, number>, atMs?: number): Promise<void>;
}

/** Somebody with the admin token. */
export function makeCaller(changes: Partial<Caller> = {}): Caller {
  return {
    kind: "token",
    id: "",
    name: "VIGIE_ADMIN_TOKEN",
    role: "admin",
    scopes: null,
    service: null,
    sessionId: null,
    address: "127.0.0.1",
    ...changes,
  };
}

/** There is room, and nobody looks at a disk. */
const ROOM: Room = {
  state: "enough",
  since: new Date(0).toISOString(),
  reason: "",
  remedy: "",
  disk: null,
  databaseLimitBytes: null,
};

/** What procedures get, as an admin, where no server runs: nothing is live, and nobody is notified. */
export function makeApiContext(store: Store, changes: Partial<ApiContext> = {}): ApiContext {
  return {
    store,
    caller: makeCaller(),
    now: Date.now,
    version: "1.2.3",
    collectorProblem: () => null,
    room: () => ROOM,
    logFeed: { read: () => Promise.reject(new Error("nothing is live here")) },
    alertFeed: { read: () => ({ stop: () => {} }) },
    ruleProblem: () => null,
    channelProblem: () => null,
    // Nor does anything leave here.
    testChannel: () => Promise.resolve({ ok: true, ms: 0 }),
    accountActions: {
      changePassword: () => Promise.reject(new Error("nobody has a password here")),
      setupUrl: (secret) => `http://127.0.0.1/setup#${secret}`,
      forget: () => {},
    },
    ...changes,
  };
}

/** A rule that judges the last minute and says so at once. */
export function makeRule(changes: Partial<RuleDraft> = {}): RuleDraft {
  return {
    name: "A rule",
    metric: { kind: "figure", figure: "api.p95Ms" },
    scope: {},
    comparison: "above",
    threshold: 5,
    clearThreshold: null,
    windowSeconds: 60,
    forSeconds: 0,
    clearSeconds: 0,
    minimumSamples: 0,
    severity: "info",
    hint: "",
    isEnabled: true,
    ...changes,
  };
}

/** The API over an empty database, at a clock that the test sets. */
export async function openApi(): Promise<OpenApi> {
  const database = await createDatabase();
  const store = await openStore({ url: database.url });
  let nowMs = Date.now() + 1_000;
  let room = ROOM;
  const problems: Record<string, CollectorProblem | undefined> = {};
  const context = makeApiContext(store, {
    now: () => nowMs,
    collectorProblem: (part) => problems[part] ?? null,
    room: () => room,
  });
  return {
    store,
    problems,
    get room() {
      return room;
    },
    set room(next) {
      room = next;
    },
    get nowMs() {
      return nowMs;
    },
    async pass(ms: number) {
      nowMs += ms;
      await compact(store, nowMs);
    },
    api: appRouter.createCaller(context),
    as: (role) => appRouter.createCaller({ ...context, caller: role === null ? null : makeCaller({ role }) }),
    async send(changes: Partial<Batch>, service = "shop", resource: Partial<Batch["resource"]> = {}) {
      const batch = makeBatch(nowMs, changes);
      await commitBatches(store, [{ ...batch, resource: { ...batch.resource, service, ...resource } }], nowMs);
    },
    sample: (type: Sample["type"], values: Record<string, number>, atMs = nowMs) =>
      recordSamples(
        store,
        Object.entries(values).map(([name, value]) => ({
          type,
          name,
          value,
          time: atMs,
          labels: {},
          instanceId: null,
        })),
      ),
    async [Symbol.asyncDispose]() {
      await store.close();
      await database[Symbol.asyncDispose]();
    },
  };
}
