import type { EndpointName } from "../../lib/endpoint-address.ts";

/** Whether a search finds an endpoint: part of `GET /route`, in any case, as the API has it. */
export function matches({ method, route }: Pick<EndpointName, "method" | "route">, search: string): boolean {
  return `${method} ${route}`.toLowerCase().includes(search.toLowerCase());
}
