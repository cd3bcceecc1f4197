import { useContact } from "../lib/contact.ts";
import { failureOf } from "../lib/failure.ts";

interface Query {
  data: unknown;
  error: unknown;
  dataUpdatedAt: number;
}

/** Why figures on the page are not of now, whichever they are; null when all are, or when there are none. */
export function useStaleness(...queries: Query[]) {
  const { lostSince } = useContact();
  const shown = queries.filter(({ data }) => data !== undefined);
  const old = lostSince !== null ? shown : shown.filter(({ error }) => error);
  const [first] = old;
  if (!first) return null;
  return {
    reason: lostSince !== null ? "Vigie does not answer." : failureOf(first.error).message,
    since: lostSince,
    figuresAt: Math.min(...old.map(({ dataUpdatedAt }) => dataUpdatedAt)),
  };
}
