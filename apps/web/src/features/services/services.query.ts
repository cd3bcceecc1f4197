import type { Service } from "../../lib/trpc.ts";
import { trpc } from "../../lib/trpc.ts";

/** The name under which Vigie watches itself: listed, but never one of the operator's services. */
export const ITSELF = "vigie";

export function servicesOptions() {
  return trpc.services.list.queryOptions();
}

/** No service has ever sent anything: there is nothing to show of requests, only how to begin. */
export function hasNoServiceYet(services: Service[] | undefined): boolean {
  return services?.every(({ name }) => name === ITSELF) ?? false;
}

/** The operator's services; 0 while they are not known. */
export function countServices(services: Service[] | undefined): number {
  return services?.filter(({ name }) => name !== ITSELF).length ?? 0;
}
