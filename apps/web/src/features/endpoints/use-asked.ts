import { useEffect, useState } from "react";

/** While rows fly past, nobody reads what more there is to them. */
const SETTLED_AFTER_MS = 150;

/**
 * The rows of which more is to be asked, in the order of their ids: those in `near` together, and only when one in `visible` was
 * not asked for yet. A scroll by a few rows asks nothing.
 */
export function useAsked(visible: readonly number[], near: readonly number[]): readonly number[] {
  const [asked, setAsked] = useState<readonly number[]>([]);
  const missing = visible.filter((id) => !asked.includes(id)).join();
  const wanted = [...near].sort((one, other) => one - other).join();
  useEffect(() => {
    if (missing === "") return;
    const ask = () => setAsked(wanted.split(",").map(Number));
    const timer = setTimeout(ask, SETTLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [missing, wanted]);
  return asked;
}
