import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  retryLink,
  splitLink,
  type TRPCClient,
} from "@trpc/client";
import type { AppRouter } from "@vigie/api";
import { EventSource } from "eventsource";

export interface VigieClientOptions {
  /** Where Vigie is: `http://127.0.0.1:4318`. */
  url: string;
  /** A key for reading (`vgr_…`, made under Settings, Keys), which may be limited to scopes; or VIGIE_ADMIN_TOKEN, which may do everything. */
  token?: string;
}

export type VigieClient = TRPCClient<AppRouter>;

/** How long a lost subscription waits before it is opened again, milliseconds. */
const RECONNECT_AFTER_MS = 1_000;
/** Asking the same again would be answered the same. */
const OWN_MISTAKES = new Set(["UNAUTHORIZED", "FORBIDDEN", "BAD_REQUEST", "NOT_FOUND"]);

/**
 * A typed client for every procedure of Vigie, subscriptions included. Errors are TRPCClientError; `error.data.vigie` holds Vigie's code,
 * message, remedy and details. A subscription that loses its connection opens it again and goes on from the last event.
 *
 * @example
 * const vigie = createVigieClient({ url: "http://127.0.0.1:4318", token: process.env.VIGIE_READ_KEY });
 * const { api } = await vigie.summary.query({ service: "shop", period: "1h" });
 * if (api.available) console.log(api.p95Ms);
 */
export function createVigieClient({ url, token }: VigieClientOptions): VigieClient {
  const endpoint = `${url.replace(/\/+$/, "")}/trpc`;
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return createTRPCClient<AppRouter>({
    links: [
      // A proxy that answers 502 while Vigie restarts makes EventSource give up: try again, with the last event id kept.
      retryLink({
        retry: ({ op, error }) => op.type === "subscription" && !OWN_MISTAKES.has(error.data?.code ?? ""),
        retryDelayMs: () => RECONNECT_AFTER_MS,
      }),
      splitLink({
        condition: (op) => op.type === "subscription",
        true: httpSubscriptionLink({
          url: endpoint,
          EventSource,
          eventSourceOptions: {
            // The browser's own EventSource sends no headers, and Node 20 has none.
            fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }),
          },
        }),
        false: httpBatchLink({ url: endpoint, headers }),
      }),
    ],
  });
}
