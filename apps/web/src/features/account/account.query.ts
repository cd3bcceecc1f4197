import { queryOptions } from "@tanstack/react-query";
import { askAuthOptions, readSetupLink } from "../../lib/sign-in.ts";
import { queryClient, trpc } from "../../lib/trpc.ts";

const LOST_EVERY_MS = 3_000;

/** What there is to sign in with. Asked by who is not signed in, for whom the page's clock does not run: it tries again by itself. */
export function authOptions() {
  return queryOptions({
    queryKey: ["auth", "options"],
    queryFn: askAuthOptions,
    refetchInterval: ({ state }) => (state.status === "error" ? LOST_EVERY_MS : false),
  });
}

/** What a link is for. One that does not work will not; a Vigie that does not answer is asked again. */
export function setupLinkOptions(secret: string) {
  return queryOptions({
    queryKey: ["auth", "setup", secret],
    queryFn: () => readSetupLink(secret),
    enabled: secret !== "",
    gcTime: 0,
  });
}

export function sessionsOptions() {
  return trpc.account.sessions.queryOptions();
}

export function renewSessions(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: trpc.account.sessions.queryKey() });
}
