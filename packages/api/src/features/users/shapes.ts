/** Somebody who may sign in. Times are ISO 8601. */
export interface User {
  id: string;
  name: string;
  email: string;
  role: "viewer" | "admin";
  createdAt: string;
  /** When they last used the page, to the day; null: never signed in. */
  lastSeenAt: string | null;
  hasPassword: boolean;
  /** Signs in at the OpenID provider. */
  hasProvider: boolean;
  isCaller: boolean;
}

/** A link that works once; it is told once. */
export interface SetupUrl {
  url: string;
  expiresAt: string;
}
