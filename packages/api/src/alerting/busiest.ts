import { findEndpoints, findServices, type Period, readRollups, type Store } from "@vigie/storage";
import type { RuleDraft } from "./rule.ts";

/** Ids of the endpoints that a rule for each endpoint watches, at most `limit`: those with the most requests. Null where it watches no more. */
export async function busiestEndpoints(
  store: Store,
  { scope }: RuleDraft,
  { period, limit }: { period: Period; limit: number },
): Promise<number[] | null> {
  if (scope.endpoint !== "each") return null;
  const services = await findServices(store, scope.service);
  const endpoints = await findEndpoints(
    store,
    services.map(({ id }) => id),
  );
  const ids = [...endpoints.keys()];
  if (ids.length <= limit) return null;
  const sums = await readRollups(store, { kind: "endpoint", ids, period });
  const requests = (id: number) => sums.get(id)?.count ?? 0;
  return ids.sort((a, b) => requests(b) - requests(a)).slice(0, limit);
}
