/** Who asks. Times are ISO 8601. */
export interface Me {
  /** token: somebody with VIGIE_ADMIN_TOKEN, who has no account. */
  kind: "user" | "token";
  /** E-mail address, or `VIGIE_ADMIN_TOKEN`. */
  name: string;
  role: "viewer" | "admin";
  /** False for the token, and for those who sign in at an OpenID provider alone. */
  hasPassword: boolean;
}

export interface AccountSession {
  id: string;
  userAgent: string;
  address: string;
  /** When the password was given. */
  startedAt: string;
  /** When it was last renewed, which happens once a day of use. */
  renewedAt: string;
  expiresAt: string;
  /** The one that asks. */
  isThis: boolean;
}
