import { createVigie } from "@vigie/node";
import { OWN_SERVICE, openStore, type Store } from "@vigie/storage";
import { createDatabase } from "@vigie/testing";
import { makeApiContext } from "@vigie/testing/api";
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from "fastify";
import { buildApp } from "../app.ts";
import { createCommitGroup } from "../ingest/commit-group.ts";
import { type AccessOptions, createAccess } from "./access.ts";

export const TOKEN = "0123456789abcdef0123456789abcdef";
export const BEARER = { authorization: `Bearer ${TOKEN}` };
export const HOST = "vigie.example";

export interface TestApp extends AsyncDisposable {
  app: FastifyInstance;
  store: Store;
  databaseUrl: string;
  /** Moves the clock of what decides who may come in. */
  pass: (ms: number) => void;
  /** The clock is right again. */
  resetClock: () => void;
  firstLink: () => Promise<string | null>;
  /** Answers as to a call that came over the network. */
  call: (options: InjectOptions) => Promise<LightMyRequestResponse>;
}

/** The whole HTTP surface on an empty database, without a port. */
export async function openApp(
  changes: Partial<AccessOptions> & { webDir?: string; trustedProxies?: string[] } = {},
): Promise<TestApp> {
  const database = await createDatabase();
  const store = await openStore({ url: database.url, connections: 4 });
  const own = createVigie({ service: OWN_SERVICE, processMetrics: false, transport: () => new Promise(() => {}) });
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const access = await createAccess({
    store,
    now,
    adminToken: TOKEN,
    secret: undefined,
    publicUrl: `http://${HOST}`,
    oidc: undefined,
    ...changes,
  });
  const app = await buildApp({
    access,
    trustedProxies: changes.trustedProxies,
    commitGroup: createCommitGroup(store, Date.now, { committed() {}, notCommitted() {}, readers: () => 0 }),
    preview: () => {},
    api: makeApiContext(store, { now, accountActions: access.actions }),
    health: () => Promise.reject(new Error("nobody asks")),
    webDir: changes.webDir ?? "/nowhere",
    own,
    draining: () => false,
  });
  await app.ready();
  return {
    app,
    store,
    databaseUrl: database.url,
    pass: (ms) => {
      aheadMs += ms;
    },
    resetClock: () => {
      aheadMs = 0;
    },
    firstLink: access.firstLink,
    call: (options) => app.inject({ ...options, headers: { host: HOST, ...options.headers } }),
    async [Symbol.asyncDispose]() {
      await app.close();
      await access.stop();
      await own.close();
      await store.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** The cookies that an answer sets, as a browser sends them back. */
export function cookieOf(answer: LightMyRequestResponse): string {
  return [answer.headers["set-cookie"] ?? []]
    .flat()
    .filter((cookie) => !cookie.includes("Max-Age=0"))
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

export const secretOf = (link: string | null): string => link?.split("#")[1] ?? "";
