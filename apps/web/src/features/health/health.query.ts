import { queryOptions } from "@tanstack/react-query";
import type { Health } from "@vigie/api";

const EVERY_MS = 10_000;
/** A server that did not answer is tried more often, so that the page is soon right again. */
const LOST_EVERY_MS = 3_000;
/** Vigie answers within two; what takes longer is no answer. */
const ANSWER_WITHIN_MS = 5_000;

/** Health of the server behind this page. It has a clock of its own: the page's one runs only for those who are signed in. */
export function healthOptions() {
  return queryOptions({
    queryKey: ["health"],
    queryFn: askHealth,
    refetchInterval: ({ state }) => (state.status === "error" ? LOST_EVERY_MS : EVERY_MS),
    refetchOnWindowFocus: "always",
  });
}

async function askHealth(): Promise<Health> {
  const response = await fetch("/health", {
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  // 503 is an answer too: critical, in the same form.
  const body: unknown = await response.json();
  if (!isHealth(body)) throw new Error("this is no answer of Vigie");
  return body;
}

/** What a proxy says of a server that is away is not it, nor is a server's own "stopping". */
function isHealth(body: unknown): body is Health {
  return typeof body === "object" && body !== null && "status" in body && "checks" in body;
}
