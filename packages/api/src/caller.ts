/** What a caller may do. An admin may do everything; the others only what is theirs. */
export const ROLES = ["ingest", "viewer", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** What a key for reading may be limited to. */
export const SCOPES = ["metrics", "traces", "logs", "alerts"] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks, as the server found out. */
export interface Caller {
  /** user: somebody signed in. token: VIGIE_ADMIN_TOKEN. key: a service that sends, or a program that reads. */
  kind: "user" | "token" | "key";
  /** Of the account or the key; empty for the token. */
  id: string;
  /** E-mail address, name of the key, or `VIGIE_ADMIN_TOKEN`. */
  name: string;
  role: Role;
  /** Null: all. */
  scopes: readonly Scope[] | null;
  /** The one service that it may send as; null: any. */
  service: string | null;
  /** The session that it is signed in with. */
  sessionId: string | null;
  /** Where the call came from. */
  address: string;
}

/** What a key needs to read a feature; an admin's matters, and each one's own account, are not for keys. */
export const SCOPE_OF_FEATURE: Readonly<Record<string, readonly Scope[] | "nobody">> = {
  summary: ["metrics"],
  timeline: ["metrics"],
  status: ["metrics"],
  services: [],
  endpoints: ["metrics"],
  errors: ["traces"],
  logs: ["logs"],
  traces: ["traces"],
  search: ["logs"],
  metrics: ["metrics"],
  losses: ["metrics"],
  alerts: ["alerts"],
  rules: ["alerts"],
  channels: "nobody",
  anomalies: ["metrics"],
  trends: ["metrics"],
  performance: ["metrics"],
  retention: ["metrics"],
  live: ["logs", "alerts"],
  account: "nobody",
  users: "nobody",
  keys: "nobody",
  audit: "nobody",
};
