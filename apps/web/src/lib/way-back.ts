/** Where somebody wanted to go who has to sign in first. */

const PARAMETER = "next";
const KEY = "vigie.next";

/** Address of the page that asks who is there, and leads on to `path`. */
export function signInAddress(path: string): string {
  const next = ownPath(path);
  return next === "/" ? "/sign-in" : `/sign-in?${new URLSearchParams({ [PARAMETER]: next })}`;
}

/** What an address of that page leads on to. */
export function nextIn(search: string): string {
  return ownPath(new URLSearchParams(search).get(PARAMETER) ?? "/");
}

/** Only a page of this Vigie, and none that would ask again: whoever makes up a link decides on no other. */
export function ownPath(path: string, origin = window.location.origin): string {
  try {
    const url = new URL(path, origin);
    const isOwn = path.startsWith("/") && url.origin === origin;
    if (!isOwn || /^\/(sign-in|setup|auth|trpc|export|v1)(\/|$)/.test(url.pathname)) return "/";
    // Put together anew: a path that begins with two slashes would be another host.
    return `/${url.pathname.replace(/^\/+/, "")}${url.search}${url.hash}`;
  } catch {
    return "/";
  }
}

/** Kept while the browser is at the provider, which brings it back to the first page. */
export function keepWayBack(path: string): void {
  try {
    sessionStorage.setItem(KEY, path);
  } catch {
    // A browser may keep nothing for a page: then the first page it is.
  }
}

/** Told once; null: nobody was on the way. */
export function takeWayBack(): string | null {
  try {
    const path = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return path === null ? null : ownPath(path);
  } catch {
    return null;
  }
}
