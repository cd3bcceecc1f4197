import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { readCookie, strictCookie } from "./cookies.ts";

/** How long a browser stays signed in with the token. */
const VALID_SECONDS = 12 * 3600;

/** VIGIE_ADMIN_TOKEN: as a bearer, and as what somebody typed into the page once. */
export interface AdminToken {
  isRight: (token: string) => boolean;
  /** A cookie that says until when, signed with the token: it ends by itself, and with the token. The token is not in it. */
  cookie: () => string;
  isCookieRight: (cookieHeader: string | undefined) => boolean;
  goneCookie: () => string;
}

export interface AdminTokenOptions {
  token: string | undefined;
  isSecure: boolean;
  now: () => number;
}

export function createAdminToken({ token, isSecure, now }: AdminTokenOptions): AdminToken {
  const name = isSecure ? "__Secure-vigie.admin" : "vigie.admin";
  const expected = token === undefined ? undefined : digest(token);
  const sign = (untilMs: string) =>
    createHmac("sha256", expected ?? "")
      .update(`vigie.admin ${untilMs}`)
      .digest();
  return {
    isRight: (given) => expected !== undefined && timingSafeEqual(digest(given), expected),
    cookie() {
      const untilMs = String(now() + VALID_SECONDS * 1000);
      const value = `${untilMs}.${sign(untilMs).toString("base64url")}`;
      return strictCookie({ name, value, maxAgeSeconds: VALID_SECONDS, isSecure });
    },
    isCookieRight(cookieHeader) {
      const [, untilMs, signature] = /^(\d{1,15})\.([\w-]{43})$/.exec(readCookie(cookieHeader, name) ?? "") ?? [];
      if (expected === undefined || untilMs === undefined || signature === undefined) return false;
      return Number(untilMs) > now() && timingSafeEqual(Buffer.from(signature, "base64url"), sign(untilMs));
    },
    goneCookie: () => strictCookie({ name, value: "", maxAgeSeconds: 0, isSecure }),
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
