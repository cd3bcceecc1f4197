import { useSyncExternalStore } from "react";
import { isUnauthorized } from "./failure.ts";

/** Whether Vigie no longer knows who looks at this page: learnt from every answer, and over with the next one that is given. */
let isEnded = false;
const listeners = new Set<() => void>();

function become(ended: boolean): void {
  if (ended === isEnded) return;
  isEnded = ended;
  for (const listener of listeners) listener();
}

/** A question was answered, which nobody is who is not known. */
export function noteAnswer(): void {
  become(false);
}

/** A Vigie that has no database at hand knows nobody either, and says so otherwise: that ends no session. */
export function noteRefusal(error: unknown): void {
  if (isUnauthorized(error)) become(true);
}

export function useSessionEnded(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isEnded,
  );
}
