import { useQuery } from "@tanstack/react-query";
import { type EndpointChoice, endpointOptions } from "../features/endpoint/endpoint.query.ts";
import { lossesOptions } from "../features/losses/losses.query.ts";
import { hasTrends } from "../features/trends/has-trends.ts";
import { endpointTrendsOptions } from "../features/trends/trends.query.ts";
import { failureOf } from "../lib/failure.ts";
import { useStaleness } from "./staleness.ts";

/** What the page of one endpoint asks for, and what that says of the page as a whole. */
export function useEndpointData(choice: EndpointChoice) {
  const query = useQuery(endpointOptions(choice));
  const losses = useQuery(lossesOptions({ service: choice.service, period: choice.period }));
  const { data: detail, error, isPlaceholderData: busy } = query;
  const id = detail?.endpoint.id;
  const trends = useQuery({
    ...endpointTrendsOptions({ service: choice.service }, id === undefined ? [] : [id]),
    enabled: id !== undefined && hasTrends(choice),
  });

  return {
    detail,
    busy,
    losses: losses.data,
    /** Null where there are none to be had. */
    trends: hasTrends(choice) ? trends.data?.find((each) => each.id === id)?.trends : null,
    stale: useStaleness(query),
    /** Why there is nothing to show at all. */
    failure: !detail && error ? failureOf(error) : null,
  };
}
