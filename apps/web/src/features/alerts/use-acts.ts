import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { actFailureOf } from "../../lib/act-failure.ts";
import { errorDetails } from "../../lib/error-details.ts";
import type { Failure } from "../../lib/failure.ts";
import { client, queryClient, trpc } from "../../lib/trpc.ts";
import { type Act, type ActKind, type ActTarget, alertsFor } from "./acts.ts";

export interface ActFailure {
  target: ActTarget;
  failure: Failure;
  /** Who was first, and when (ISO 8601); of ALERT_ACKNOWLEDGED alone. */
  first: { by: string; at: string } | null;
}

/**
 * Acknowledges, snoozes, wakes and resolves. An alert is shown in its new state when Vigie says so, not before. What failed stays on the page
 * until it is put away or succeeds, even where the alert itself has gone.
 */
export function useActs() {
  const [failures, setFailures] = useState<readonly ActFailure[]>([]);
  const [form, setForm] = useState<{ key: string; kind: ActKind } | null>(null);
  const without = (key: string) => setFailures((old) => old.filter(({ target }) => target.key !== key));

  const mutation = useMutation({
    mutationFn: ({ target, act, by }: { target: ActTarget; act: Act; by: string }) =>
      send(
        act,
        alertsFor(act.kind, target.alerts).map(({ id }) => id),
        by,
      ),
    onMutate: ({ target }) => without(target.key),
    onSuccess: () => setForm(null),
    onError: (error, { target }) =>
      setFailures((old) => [...old, { target, failure: actFailureOf(error), first: firstOf(error) }]),
    // Awaited, so that the buttons come back together with the new state, or with what somebody else did.
    onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.alerts.pathKey() }),
  });

  return {
    run: (target: ActTarget, act: Act, by: string) => {
      if (!mutation.isPending) mutation.mutate({ target, act, by });
    },
    pending: mutation.isPending ? mutation.variables.target.key : null,
    failures,
    dismiss: without,
    /** The form that is open: for what, and for which of the acts. */
    form,
    setForm,
  };
}

export type Acts = ReturnType<typeof useActs>;

async function send({ kind, note, minutes }: Act, ids: number[], name: string): Promise<unknown> {
  const by = name.trim() || undefined;
  const said = { ids, by, note: note.trim() || undefined };
  switch (kind) {
    case "acknowledge":
      return client.alerts.acknowledge.mutate(said);
    case "snooze":
      return client.alerts.snooze.mutate({ ...said, minutes });
    case "wake":
      return client.alerts.wake.mutate({ ids, by });
    case "resolve":
      return client.alerts.resolve.mutate(said);
  }
}

function firstOf(error: unknown): ActFailure["first"] {
  const { by, at } = errorDetails(error);
  return typeof by === "string" && typeof at === "string" && !Number.isNaN(Date.parse(at)) ? { by, at } : null;
}
