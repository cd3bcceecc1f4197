/** Sign-in at an OpenID provider, by settings. */
export interface OidcSettings {
  /** Without a slash at its end. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What the button says. */
  name: string;
  /** Whether somebody with this address may sign in. Only addresses that the provider has verified are looked at. */
  allows: (email: string | null | undefined, profile: Record<string, unknown> | undefined) => boolean;
  /** Whether their account, when it is made, is an admin's. */
  isAdmin: (email: string | null | undefined) => boolean;
}

/** Whether an address is in a list such as `ada@example.com, @example.org`. */
export function isListed(email: string | null | undefined, list: readonly string[]): boolean {
  const address = email?.toLowerCase() ?? "";
  const at = address.lastIndexOf("@");
  if (at < 1) return false;
  return list.some((entry) => (entry.startsWith("@") ? address.slice(at) === entry : address === entry));
}

/** `ada@example.com, @example.org` → its parts in lower case. */
export function readAddressList(text: string): string[] {
  return text
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== "");
}
