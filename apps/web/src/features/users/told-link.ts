import type { SetupUrl } from "../../lib/trpc.ts";

/** A link that was just made, and for whom. */
export interface ToldLink extends SetupUrl {
  email: string;
  /** For an account; else for a new password. */
  isNew: boolean;
}
