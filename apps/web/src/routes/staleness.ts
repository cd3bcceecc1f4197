import { useContact } from "../lib/contact.ts";
import { failureOf } from "../lib/failure.ts";

interface Query {
  data: unknown;
  error: unknown;
  dataUpdatedAt: number;
}

/** Why the figures on the page are not of now, told by its main query; null when they are, or when there are none. */
export function useStaleness({ data, error, dataUpdatedAt }: Query) {
  const { lostSince } = useContact();
  if (!data || (!error && lostSince === null)) return null;
  return {
    reason: lostSince !== null ? "Vigie does not answer." : failureOf(error).message,
    since: lostSince,
    figuresAt: dataUpdatedAt,
  };
}
