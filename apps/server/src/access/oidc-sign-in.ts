import { VigieError } from "@vigie/protocol";
import type { From } from "./accounts.ts";
import { ADDRESS_HEADER, type Auth, OIDC_PROVIDER } from "./better-auth.ts";

/** Sign-in at the OpenID provider: there, and back. */
export interface OidcSignIn {
  /** What the button says. */
  name: string;
  /** Where the browser has to go, and the cookies by which it is known again. Throws OIDC_UNAVAILABLE. */
  begin: (from: From) => Promise<{ url: string; cookies: string[] }>;
  /** The browser came back: where it goes now, and who it is; null: nobody who may come in. */
  finish: (
    path: string,
    cookieHeader: string | undefined,
    from: From,
  ) => Promise<{ location: string; cookies: string[]; email: string | null }>;
}

export interface OidcSignInOptions {
  name: string;
  publicUrl: string;
  /** Asks the provider how it works. */
  makeAuth: () => Auth;
  /** Who a session's cookies are of. */
  emailOf: (setCookies: readonly string[]) => Promise<string | null>;
}

export function createOidcSignIn({ name, publicUrl, makeAuth, emailOf }: OidcSignInOptions): OidcSignIn {
  let known: Auth | undefined;

  /** A provider that did not answer is asked again the next time that somebody wants to sign in. */
  async function ready(): Promise<Auth> {
    if (known !== undefined) return known;
    const auth = makeAuth();
    const { socialProviders } = await auth.$context;
    if (!socialProviders.some(({ id }) => id === OIDC_PROVIDER))
      throw new VigieError("OIDC_UNAVAILABLE", {
        problem: "it does not say how it works at /.well-known/openid-configuration",
      });
    known = auth;
    return auth;
  }

  const headersOf = (from: From, cookieHeader?: string): Headers => {
    const headers = new Headers({ [ADDRESS_HEADER]: from.address, "user-agent": from.userAgent.slice(0, 500) });
    if (cookieHeader !== undefined) headers.set("cookie", cookieHeader);
    return headers;
  };

  return {
    name,

    async begin(from) {
      const auth = await ready();
      const response = await auth.api.signInSocial({
        body: { provider: OIDC_PROVIDER, callbackURL: `${publicUrl}/`, errorCallbackURL: `${publicUrl}/sign-in` },
        headers: headersOf(from),
        asResponse: true,
      });
      const answer = (await response.json()) as { url?: string };
      if (!response.ok || answer.url === undefined)
        throw new VigieError("OIDC_UNAVAILABLE", { problem: `it could not be begun (${response.status})` });
      return { url: answer.url, cookies: response.headers.getSetCookie() };
    },

    async finish(path, cookieHeader, from) {
      const auth = await ready();
      const response = await auth.handler(
        new Request(`${publicUrl}${path}`, { headers: headersOf(from, cookieHeader) }),
      );
      const cookies = response.headers.getSetCookie();
      const location = response.headers.get("location") ?? `${publicUrl}/sign-in?error=unknown`;
      return { location, cookies, email: await emailOf(cookies) };
    },
  };
}
