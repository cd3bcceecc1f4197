import type { ApiKey } from "../../lib/trpc.ts";

export type Scope = ApiKey["scopes"][number];

/** What a key for reading may be limited to, in words. */
export const SCOPE_TEXTS: Readonly<Record<Scope, string>> = {
  metrics: "figures of services, endpoints and machines",
  traces: "requests, their traces and errors",
  logs: "logs",
  alerts: "alerts and rules",
};

export const SCOPES = Object.keys(SCOPE_TEXTS) as Scope[];
