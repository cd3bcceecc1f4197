import { useEffect } from "react";
import { useContact } from "./contact.ts";
import { queryClient } from "./trpc.ts";

export type Refresh = "5s" | "10s" | "30s" | "off";

export const REFRESHES: readonly Refresh[] = ["5s", "10s", "30s", "off"];

const EVERY_MS: Record<Refresh, number | null> = { "5s": 5_000, "10s": 10_000, "30s": 30_000, off: null };

/** How often a lost server is tried, whatever the operator chose: the page recovers by itself. */
const LOST_EVERY_MS = 3_000;

export function isRefresh(value: unknown): value is Refresh {
  return REFRESHES.some((refresh) => refresh === value);
}

/** Asks for everything that the page shows again, as one request; what is still under way is waited for. */
export function refreshNow(): void {
  void queryClient.refetchQueries({ type: "active" }, { cancelRefetch: false });
}

const byHand = new Set<() => void>();

/** Somebody asks for all of it anew: also for what the clock leaves alone, such as a search that was read for a while. */
export function refreshByHand(): void {
  for (const again of byHand) again();
  refreshNow();
}

export function useRefreshByHand(again: () => void): void {
  useEffect(() => {
    byHand.add(again);
    return () => void byHand.delete(again);
  }, [again]);
}

/** The one clock of the page's queries. It rests while nobody looks, and catches up on return. */
export function useAutoRefresh(refresh: Refresh): void {
  const { lostSince } = useContact();
  const everyMs = lostSince === null ? EVERY_MS[refresh] : LOST_EVERY_MS;

  useEffect(() => {
    if (everyMs === null) return;
    const tick = () => {
      if (!document.hidden) refreshNow();
    };
    const timer = setInterval(tick, everyMs);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [everyMs]);
}
