import { findEndpoints, findInstances, findServices } from "@vigie/storage";
import { z } from "zod";
import { serviceInput } from "../../period.ts";
import { completeSearch, type KnownNames, type SearchSuggestion } from "../../search/complete.ts";
import { type ApiContext, router, viewerProcedure } from "../../trpc.ts";
import { readAttributeNames, readErrorTypes } from "./query.ts";

export const searchRouter = router({
  /** What may stand at the cursor of a search, the likeliest first. */
  complete: viewerProcedure
    .input(
      z.object({
        for: z.enum(["logs", "traces"]),
        service: serviceInput,
        text: z.string().max(1_000),
        /** UTF-16 units from the beginning of the text. */
        cursor: z.number().int().nonnegative(),
      }),
    )
    .query(async ({ ctx, input }): Promise<SearchSuggestion[]> => {
      const known = await knownNames(ctx, input);
      return completeSearch({ ...input, known });
    }),
});

/** Names that are in use: those of what was seen last first. */
async function knownNames(
  { store }: ApiContext,
  input: { for: "logs" | "traces"; service?: string | undefined },
): Promise<KnownNames> {
  const services = await findServices(store, input.service);
  const serviceIds = services.map(({ id }) => id);
  const [instances, endpoints, errorTypes, attributeNames] = await Promise.all([
    findInstances(store, { serviceIds }),
    findEndpoints(store, serviceIds),
    readErrorTypes(store, serviceIds),
    readAttributeNames(store, input.for, serviceIds),
  ]);
  const lately = instances.toSorted((a, b) => (a.lastSeen < b.lastSeen ? 1 : -1));
  const distinct = (names: string[]) => [...new Set(names)].filter((name) => name !== "");
  return {
    services: services.map(({ name }) => name),
    releases: distinct(lately.map(({ release }) => release)),
    environments: distinct(lately.map(({ environment }) => environment)),
    instances: distinct(lately.map(({ name }) => name)),
    routes: distinct([...endpoints.values()].map(({ route }) => route)),
    methods: distinct([...endpoints.values()].map(({ method }) => method)),
    errorTypes,
    attributeNames,
  };
}
