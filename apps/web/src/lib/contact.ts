import { useSyncExternalStore } from "react";

/**
 * Whether Vigie answers, learnt from every request of the page. An answer that says "error" is still an answer; none
 * at all, or one of a proxy that found nobody behind it, is lost contact.
 */
export interface Contact {
  /** When the first request without an answer failed (ms); null while Vigie answers. */
  lostSince: number | null;
}

/** Longer than any query should take; a server that hangs is told like one that is gone. */
const ANSWER_WITHIN_MS = 15_000;

let contact: Contact = { lostSince: null };
const listeners = new Set<() => void>();

function become(next: Contact) {
  contact = next;
  for (const listener of listeners) listener();
}

function lost() {
  if (contact.lostSince === null) become({ lostSince: Date.now() });
}

function found() {
  if (contact.lostSince !== null) become({ lostSince: null });
}

/** `fetch` that keeps the contact, with a time limit. */
export const watchedFetch: typeof fetch = async (input, init) => {
  const limit = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
  let response: Response;
  try {
    response = await fetch(input, { ...init, signal });
  } catch (error) {
    // Cancelled by the page itself, say by leaving it: this says nothing about the server.
    if (!init?.signal?.aborted) lost();
    throw error;
  }
  const isFromVigie = response.headers.get("content-type")?.includes("json") || response.status < 500;
  if (isFromVigie) found();
  else lost();
  return response;
};

export function useContact(): Contact {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => contact,
  );
}
