/** What the server does for accounts and keys: passwords, cookies and what it keeps in memory are its own. */
export interface AccountActions {
  /** Ends all other sessions of the user. Throws SIGN_IN_REFUSED, SIGN_IN_LOCKED or ACCOUNT_INVALID. */
  changePassword: (change: {
    userId: string;
    sessionId: string | null;
    address: string;
    current: string;
    next: string;
  }) => Promise<void>;
  /** Where a link made by `createSetupLink` is opened. */
  setupUrl: (secret: string) => string;
  /** Keys or sessions were changed: what this server remembers of them no longer holds. */
  forget: () => void;
}
