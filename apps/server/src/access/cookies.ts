/** Value of a cookie in a Cookie header, decoded; undefined where there is none. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? "").split(";")) {
    const equals = part.indexOf("=");
    if (equals < 0 || part.slice(0, equals).trim() !== name) continue;
    try {
      return decodeURIComponent(part.slice(equals + 1).trim());
    } catch {
      return undefined;
    }
  }
  return undefined;
}

export interface CookieToSet {
  name: string;
  value: string;
  /** 0 takes it away. */
  maxAgeSeconds: number;
  isSecure: boolean;
}

/** A cookie that no script reads and no other site sends along. */
export function strictCookie({ name, value, maxAgeSeconds, isSecure }: CookieToSet): string {
  const secure = isSecure ? "; Secure" : "";
  return `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
}
