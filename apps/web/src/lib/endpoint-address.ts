import type { Length } from "./period.ts";
import type { Refresh } from "./refresh.ts";

/** What an endpoint's page keeps of the view that it is opened from. */
interface Kept {
  release?: string | undefined;
  instance?: string | undefined;
  period?: Length | undefined;
  from?: string | undefined;
  to?: string | undefined;
  refresh?: Refresh | undefined;
}

export interface EndpointName {
  service: string;
  method: string;
  route: string;
}

/** Search parameters of `/endpoint`: the same period and processes; what was chosen for a list of endpoints stays with the list. */
export function endpointAddress(old: Kept, { service, method, route }: EndpointName): Kept & EndpointName {
  const { release, instance, period, from, to, refresh } = old;
  return { release, instance, period, from, to, refresh, service, method, route };
}
