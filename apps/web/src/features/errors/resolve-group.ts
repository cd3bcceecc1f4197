import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { actFailureOf } from "../../lib/act-failure.ts";
import type { Failure } from "../../lib/failure.ts";
import { type ErrorGroup, queryClient, trpc } from "../../lib/trpc.ts";

/** Resolves groups and opens them again. A group is shown in its new state when Vigie says so, not before: until then it is `pending`. */
export function useResolveGroup() {
  const [failed, setFailed] = useState<{ group: number; failure: Failure } | null>(null);
  const mutation = useMutation(
    trpc.errors.resolve.mutationOptions({
      onMutate: () => setFailed(null),
      onError: (error, { group }) => setFailed({ group, failure: actFailureOf(error) }),
      // Awaited, so that the button comes back together with the new state.
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.endpoints.pathKey() }),
    }),
  );
  return {
    toggle: ({ id, state }: ErrorGroup) => {
      if (!mutation.isPending) mutation.mutate({ group: id, resolved: state !== "resolved" });
    },
    pending: mutation.isPending ? mutation.variables.group : null,
    failed,
  };
}
