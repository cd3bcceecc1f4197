import { trpc } from "../../lib/trpc.ts";

export function trendsOptions(scope: { service?: string | undefined }) {
  return trpc.trends.current.queryOptions(scope);
}

export function endpointTrendsOptions(scope: { service?: string | undefined }, endpoints: number[]) {
  return trpc.trends.endpoints.queryOptions({ ...scope, endpoints });
}
