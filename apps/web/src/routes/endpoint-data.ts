import { useQuery } from "@tanstack/react-query";
import { type EndpointChoice, endpointOptions } from "../features/endpoint/endpoint.query.ts";
import { lossesOptions } from "../features/losses/losses.query.ts";
import { useContact } from "../lib/contact.ts";
import { failureOf } from "../lib/failure.ts";

/** What the page of one endpoint asks for, and what that says of the page as a whole. */
export function useEndpointData(choice: EndpointChoice) {
  const { data: detail, error, dataUpdatedAt, isPlaceholderData: busy } = useQuery(endpointOptions(choice));
  const losses = useQuery(lossesOptions({ service: choice.service, period: choice.period }));
  const { lostSince } = useContact();

  return {
    detail,
    busy,
    losses: losses.data,
    /** Why the figures on the page are not of now; null when they are, or when there are none. */
    stale:
      detail && (error || lostSince !== null)
        ? {
            reason: lostSince !== null ? "Vigie does not answer." : failureOf(error).message,
            since: lostSince,
            figuresAt: dataUpdatedAt,
          }
        : null,
    /** Why there is nothing to show at all. */
    failure: !detail && error ? failureOf(error) : null,
  };
}
